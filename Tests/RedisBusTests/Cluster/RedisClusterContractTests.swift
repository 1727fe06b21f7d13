import Bus
import Messages
import RedisBus
import TestSupport
import Testing

/// The contracts of the bus over a cluster of three masters, on which each finds nothing of the one before.
@Suite(.timeLimit(.minutes(4))) struct RedisClusterContractTests {
    private func onACluster(_ body: (RedisContractBus, () async throws -> Void) async throws -> Void) async throws {
        try await withRedisCluster(replicas: false) { cluster in
            try await withRedisClient(cluster.url) { client in
                try await body(RedisContractBus(client: client)) {
                    for node in cluster.nodes { _ = try await cluster.ask(node, "FLUSHALL") }
                }
            }
        }
    }

    @Test func theRunsInAClusterKeepTheContracts() async throws {
        try await self.onACluster { bus, flush in
            try await expectRunLogContract(bus)
            try await flush()
            try await expectRunRegistryContract(bus)
            try await flush()
            try await expectCommandQueueContract(bus)
            try await flush()
            try await expectLeasesContract(bus)
            try await flush()
            try await expectInboxesContract(bus)
        }
    }

    @Test func theStoresInAClusterKeepTheContracts() async throws {
        try await self.onACluster { bus, flush in
            let client = bus.client
            try await expectTaskStoreContract(RedisTaskStore(client: client, timeToLive: bus.timeToLive))
            try await flush()
            try await expectDeadLetterStoreContract(
                RedisCommandQueue(client: client, service: .llm),
                RedisDeadLetters(client: client, stream: .commands(.llm))
            )
            try await flush()
            try await expectApprovalStoreContract(
                RedisApprovalStore(client: client),
                feed: RedisApprovalFeed(client: client)
            )
            try await flush()
            try await expectAutomationStoreContract(RedisAutomationStore(client: client))
            try await flush()
            try await expectConversationStoreContract { limits in
                RedisConversationStore(client: client, timeToLive: bus.timeToLive, limits: limits)
            }
            try await flush()
            try await expectUsageLedgerContract(RedisUsageLedger(client: client, timeToLive: bus.timeToLive))
        }
    }

    @Test func aDeadLetterIsPutBackOnceThoughItsKeysShareNoSlot() async throws {
        try await self.onACluster { bus, _ in
            let stream = RedisEventStream(client: bus.client)
            let message = EventMessage(payload: Array("{}".utf8), identity: [1])
            #expect(try await stream.admit([message, message]) == [.added, .repeated])
            let delivery = try #require(try await stream.receive(as: .fresh(), limit: 1, wait: .seconds(5)).first)
            try await stream.bury(delivery, reason: "r")
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            let id = try #require(try await letters.newest(1).first?.id)
            let outcomes = try await withThrowingTaskGroup(of: DeadLetterRetry.self) { tasks in
                for _ in 0..<8 { tasks.addTask { try await letters.retry(id) } }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .missing } == 7)
            #expect(try await letters.count() == 0)
            #expect(try await stream.backlog() == 1)
            let big = EventMessage(payload: .init(repeating: 0x78, count: EventMessage.sizeLimit + 1), identity: [2])
            #expect(try await stream.admit([big, big]) == [.tooBig, .repeated])
            let cut = try #require(try await letters.newest(1).first?.id)
            #expect(try await letters.retry(cut) == .cut)
            _ = try await bus.client.send(
                RedisCommand("XADD", RedisArgument(BusKeys.deadEvents), "1000000000000000-1", "a", "b")
            )
            #expect(try await letters.retry("1000000000000000-1") == .foreign)
        }
    }
}
