import Foundation
import Synchronization
import TestSupport

/// The processes that a test has started, so that all of them end with it.
final class Processes: Sendable {
    @TaskLocal static var current: Processes?

    private let all = Mutex<[ServerProcess]>([])

    func add(_ process: ServerProcess) {
        self.all.withLock { $0.append(process) }
    }

    func endAll() async {
        for process in self.all.withLock({ $0 }) {
            process.signal(SIGKILL)
            await process.waitForEnd()
        }
    }
}
