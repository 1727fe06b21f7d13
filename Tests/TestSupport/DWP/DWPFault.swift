/// What goes wrong with one call.
package enum DWPFault: Sendable, Equatable {
    /// A gateway answers instead of the backend, with such a body.
    case status(Int, body: String = "")
    /// The connection is cut before the backend sees the call.
    case cut
    /// The call has its effect, then the connection is cut.
    case loseReply
    /// Nothing happens, and nothing is answered until the caller hangs up.
    case hang
    /// The call has its effect, but nothing is answered until the caller hangs up.
    case hangAfterEffect
    /// The call reads, and writes only after one of this kind has had its effect on the task.
    case late(behind: DWPOperation)
    /// The call has its effect, then the gateway answers with such a status and no body.
    case statusAfterEffect(Int)
}
