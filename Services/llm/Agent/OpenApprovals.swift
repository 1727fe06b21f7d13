import Bus
import Synchronization

/// The approvals that one run waits for, so that they can be taken back when somebody stops it.
final class OpenApprovals: Sendable {
    private let waits = Mutex<[ApprovalWait]>([])

    func add(_ wait: ApprovalWait) {
        self.waits.withLock { $0.append(wait) }
    }

    func remove(_ wait: ApprovalWait) {
        self.waits.withLock { $0.removeAll { $0 === wait } }
    }

    /// Takes every request back, so that nobody decides for nothing.
    func withdrawAll() async {
        for wait in self.waits.withLock({ $0 }) { _ = try? await wait.withdraw() }
    }
}
