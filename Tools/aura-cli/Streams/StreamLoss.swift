/// Why a stream stopped before its end.
struct StreamLoss: Error, Equatable {
    enum Kind: Equatable {
        /// No connection could be made.
        case unreachable
        /// The edge, or what stands before it, has too much to do or is starting.
        case busy
        /// The connection ended, or was silent for too long.
        case cut
        /// The edge said itself that the run goes on elsewhere.
        case told
    }

    var kind: Kind
    /// Words for the operator.
    var reason: String
}
