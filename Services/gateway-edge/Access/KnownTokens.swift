import Synchronization

/// Whom genuine tokens stand for, so that a signature is checked once and not with every request of its caller.
///
/// A token is known by all its bytes, and no longer than it lasts. There is a limit: at it, all are forgotten, and each
/// costs one more check.
final class KnownTokens: Sendable {
    static let limit = 4096

    private let identities = Mutex<[[UInt8]: Identity]>([:])

    /// - Parameter now: Unix seconds.
    func identity(of token: String, now: Int) -> Identity? {
        let bytes = Array(token.utf8)
        guard let identity = self.identities.withLock({ $0[bytes] }), let end = identity.expiresAt, now < end else {
            return nil
        }
        return identity
    }

    /// Takes in a token that was just found genuine and valid.
    func remember(_ identity: Identity, of token: String) {
        self.identities.withLock { identities in
            if identities.count >= Self.limit { identities = [:] }
            identities[Array(token.utf8)] = identity
        }
    }
}
