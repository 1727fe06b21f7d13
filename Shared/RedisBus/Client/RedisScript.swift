import Synchronization

/// A Lua script, sent whole once and by its digest after that.
///
/// The server says the digest, which depends on the source alone, so one learnt from any server serves every client.
package final class RedisScript: Sendable {
    package let source: String
    private let learnt = Mutex<String?>(nil)

    package init(_ source: String) {
        self.source = source
    }

    /// The source's SHA-1 in hexadecimal, once a server has told it.
    package var sha1: String? {
        self.learnt.withLock { $0 }
    }

    func learn(sha1: String) {
        self.learnt.withLock { $0 = sha1 }
    }
}
