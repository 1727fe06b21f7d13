import Bus
import Logging
import Observability
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct WorkLoadGaugesTests {
    /// What the bus says when it is asked.
    private final class Store: Sendable {
        private let load = Mutex<WorkLoad?>(WorkLoad(depth: 0, pending: 0, dead: 0))

        func hold(_ load: WorkLoad?) { self.load.withLock { $0 = load } }

        func look() throws(BusError) -> WorkLoad {
            guard let load = self.load.withLock({ $0 }) else { throw BusError(.unavailable, "away") }
            return load
        }
    }

    private let registry = PrometheusRegistry()
    private let store = Store()

    private var gauges: WorkLoadGauges {
        let store = self.store
        return WorkLoadGauges(
            [
                .init(name: "llm") { () async throws(BusError) in try store.look() },
                .init(name: "events") { () async throws(BusError) in WorkLoad(depth: 7, pending: 2, dead: 1) },
            ],
            interval: .milliseconds(5),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            factory: PrometheusMetricsFactory(registry: self.registry)
        )
    }

    private func shown(_ service: String) -> [Double?] {
        ["aura_queue_depth", "aura_queue_pending", "aura_dead_letters"].map { name in
            self.registry.value(of: "\(name){service=\"\(service)\"}")
        }
    }

    @Test func everyStreamStandsAtZeroFromTheStart() {
        self.registry.declare(EdgeMetrics.declarations)
        for service in ["llm", "indexer", "tasks", "events"] { #expect(self.shown(service) == [0, 0, 0]) }
    }

    @Test func whatWaitsIsShownForEachStream() async {
        self.store.hold(WorkLoad(depth: 30, pending: 20, dead: 10))
        #expect(await self.gauges.refresh())
        #expect(self.shown("llm") == [30, 20, 10])
        #expect(self.shown("events") == [7, 2, 1])
    }

    @Test func whatCannotBeCountedIsNoNumberAndTheOthersStand() async {
        let gauges = self.gauges
        self.store.hold(WorkLoad(depth: 30, pending: 20, dead: 10))
        _ = await gauges.refresh()
        self.store.hold(nil)
        #expect(await !gauges.refresh())
        #expect(self.shown("llm").allSatisfy { $0?.isNaN == true })
        #expect(self.shown("events") == [7, 2, 1])
    }

    @Test func anOutageEndsNothingAndTheNumbersComeBack() async throws {
        let gauges = self.gauges
        self.store.hold(nil)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await gauges.run() }
            try await eventually("no number") { self.shown("llm")[0]?.isNaN == true }
            self.store.hold(WorkLoad(depth: 4, pending: 3, dead: 2))
            try await eventually("the numbers") { self.shown("llm") == [4, 3, 2] }
            tasks.cancelAll()
        }
    }
}
