import Synchronization

/// Whom genuine tokens stand for, so that a signature is checked once and not with every request of its caller.
///
/// A token is known by all its bytes, and no longer than it lasts. At the limit of their number all are forgotten, and
/// each costs one more check; long ones are never kept.
final class KnownTokens: Sendable {
    static let limit = 4096
    /// Bytes of the longest that is kept.
    static let longest = 2048

    private let identities = Mutex<[[UInt8]: Identity]>([:])

    /// - Parameter now: Unix seconds.
    func identity(of token: String, now: Int) -> Identity? {
        guard token.utf8.count <= Self.longest else { return nil }
        let bytes = Array(token.utf8)
        return self.identities.withLock { identities in
            guard let identity = identities[bytes] else { return nil }
            if let end = identity.expiresAt, now < end { return identity }
            identities[bytes] = nil
            return nil
        }
    }

    /// Takes in a token that was just found genuine and valid.
    func remember(_ identity: Identity, of token: String) {
        guard token.utf8.count <= Self.longest else { return }
        self.identities.withLock { identities in
            if identities.count >= Self.limit { identities = [:] }
            identities[Array(token.utf8)] = identity
        }
    }
}
