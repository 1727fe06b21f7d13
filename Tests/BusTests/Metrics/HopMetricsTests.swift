import Logging
import Messages
import Observability
import TestSupport
import Testing

@testable import Bus

@Suite(.timeLimit(.minutes(1))) struct HopMetricsTests {
    private let registry = PrometheusRegistry()
    private let queue = InMemoryCommandQueue()
    private let leases = InMemoryLeases(bus: InMemoryBus())
    private let worker = ReplicaID.fresh("worker")

    private var hops: HopMetrics { HopMetrics(factory: PrometheusMetricsFactory(registry: self.registry)) }

    private func count(_ hop: String) -> Double? {
        self.registry.value(of: "aura_hop_seconds_count{hop=\"\(hop)\"}")
    }

    /// Has what is in the queue carried out.
    private func carryOut(_ work: @escaping @Sendable () -> Void) async throws {
        let consumer = CommandConsumer(
            queue: self.queue,
            leases: self.leases,
            handler: TestHandler(onHandle: { _, _ in
                work()
                return .done
            }),
            consumer: self.worker,
            configuration: ConsumerConfiguration(
                concurrency: 1,
                lease: .milliseconds(20),
                claimInterval: .milliseconds(10)
            ),
            session: { 1 },
            logger: silent,
            hops: self.hops
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await consumer.run() }
            try await eventually("an empty queue") { try await self.queue.backlog() == 0 }
            tasks.cancelAll()
        }
    }

    @Test func everyHopStandsAtZeroFromTheStart() {
        self.registry.declare(HopMetrics.declaration)
        for hop in ["edge", "queue", "worker", "return"] { #expect(self.count(hop) == 0) }
    }

    @Test func aWorkersTimeEndsWithItsFirstRequestToAProvider() async throws {
        for _ in 0..<2 { _ = try await self.queue.send(try .sample()) }
        try await self.carryOut {
            CommandStopwatch.providerIsAsked()
            CommandStopwatch.providerIsAsked()
        }
        #expect(self.count("queue") == 2)
        #expect(self.count("worker") == 2)
        let seconds = self.registry.value(of: #"aura_hop_seconds_sum{hop="worker"}"#) ?? -1
        #expect(seconds > 0 && seconds < 30)
    }

    @Test func whatAsksNoProviderAndWhatIsNoCommandTakeNoTimeOfAWorker() async throws {
        CommandStopwatch.providerIsAsked()
        _ = try await self.queue.send(try .sample())
        try await self.carryOut {}
        #expect(self.count("queue") == 1)
        #expect(self.count("worker") == 0)
    }

    @Test func theTimeInADeadWorkersHandsIsNoTimeInTheQueue() async throws {
        _ = try await self.queue.send(try .sample())
        #expect(try await self.queue.receive(as: .fresh("dead"), limit: 1, wait: .zero).count == 1)
        try await self.carryOut { CommandStopwatch.providerIsAsked() }
        #expect(self.count("queue") == 0)
        #expect(self.count("worker") == 1)
    }
}
