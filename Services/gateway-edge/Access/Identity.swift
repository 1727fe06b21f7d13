import Messages

/// Who asks, as their token says.
struct Identity: Sendable, Equatable {
    var caller: Caller
    var role: Role
    /// When the token ends, Unix seconds; nil for anonymous callers.
    var expiresAt: Int?
}
