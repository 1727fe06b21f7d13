import Messages
import Synchronization

/// The last entry that an inbox's reader has had.
final class InboxPosition: Sendable {
    private let id = Mutex("0-0")

    var last: String {
        get { self.id.withLock { $0 } }
        set { self.id.withLock { $0 = newValue } }
    }

    /// Compares two stream entry ids, `<milliseconds>-<number>`.
    static func isGreater(_ left: String, than right: String) -> Bool {
        guard let left = EventID(left), let right = EventID(right) else { return false }
        return left > right
    }
}
