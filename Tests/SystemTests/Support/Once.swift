import Synchronization
import TestSupport

/// True the first time that it is taken, and never again.
final class Once: Sendable {
    private let isTaken = Atomic(false)

    func take() -> Bool {
        !self.isTaken.exchange(true, ordering: .relaxed)
    }
}

extension ScriptedConnection {
    /// Says nothing until the peer closes the connection.
    func waitForCloseOnly() async {
        _ = await self.waitForClose()
    }
}
