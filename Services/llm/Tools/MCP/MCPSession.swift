/// What a server and its client agreed on when they met.
struct MCPSession: Sendable, Equatable {
    /// Nil for servers that keep no sessions.
    var id: String?
    /// The protocol's version.
    var version: String
}
