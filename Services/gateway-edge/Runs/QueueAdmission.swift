import Bus
import Messages
import ServiceLifecycle
import Synchronization

/// Refuses new work while more commands wait than workers can be expected to get to. It goes by the latest count, which
/// each sent command and a look every second bring.
final class QueueAdmission: Service {
    private let limit: Int
    private let look: @Sendable () async throws(BusError) -> Int
    private let backlog = Atomic(0)

    /// - Parameter look: Counts what waits.
    init(limit: Int, look: @escaping @Sendable () async throws(BusError) -> Int) {
        self.limit = limit
        self.look = look
    }

    func admit() throws(EdgeError) {
        guard self.backlog.load(ordering: .relaxed) < self.limit else {
            throw .unavailable(.tooManyWaiting)
        }
    }

    func observe(backlog: Int) {
        self.backlog.store(backlog, ordering: .relaxed)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if let backlog = try? await self.look() { self.observe(backlog: backlog) }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
