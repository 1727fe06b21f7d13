package import Bus
import Synchronization

/// How much a run had said with the last event that its producer was let go with.
package final class SaidSoFar: Sendable {
    private let size = Mutex<RunSize?>(nil)

    package init() {}

    package var events: Int { self.size.withLock { $0?.events ?? 0 } }
    package var bytes: Int { self.size.withLock { $0?.bytes ?? 0 } }

    package func note(_ size: RunSize) { self.size.withLock { $0 = size } }
}
