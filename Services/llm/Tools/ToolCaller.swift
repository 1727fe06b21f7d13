import DWPGateway
import Messages

/// For whom a tool is called, and which call it is.
struct ToolCaller: Sendable {
    var caller: Caller
    var authorization: CallerAuthorization?
    var language: Language
    var correlation: String
    var traceparent: String?
    /// Names this one call among those of all runs, in visible ASCII; a call that is made again says the same, so that its
    /// receiver can drop it. What a provider calls a call is too short-lived for that.
    var callId: String

    var onGateway: DWPCaller {
        DWPCaller(
            tenant: self.caller.tenant,
            user: self.caller.user,
            correlation: self.correlation,
            traceparent: self.traceparent,
            authorization: self.authorization
        )
    }
}
