import Bus
import Logging
import Messages
import RedisBus
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisApprovalTests {
    private static let limit = Duration.seconds(300)
    private let decider = Caller(tenant: TenantID("1")!, user: UserID("7")!)

    /// Runs a desk beside a test.
    private func withDesk(
        _ client: RedisClient,
        look: Duration,
        _ body: (ApprovalDesk, RedisApprovalStore) async throws -> Void
    ) async throws {
        let store = RedisApprovalStore(client: client)
        var patience = ApprovalPatience()
        patience.look = look
        patience.listening = .seconds(30)
        let desk = ApprovalDesk(
            store: store,
            feed: RedisApprovalFeed(client: client),
            patience: patience,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await desk.run() }
            defer { tasks.cancelAll() }
            try await body(desk, store)
        }
    }

    private func timeToLive(_ key: String, _ bus: RedisContractBus) async throws -> Int {
        try await bus.client.send(RedisCommand("TTL", RedisArgument(key))).int ?? -3
    }

    private func value(_ key: String, _ bus: RedisContractBus) async throws -> String? {
        try await bus.client.send(RedisCommand("GET", RedisArgument(key))).string
    }

    @Test func theKeysAreThoseOfTheContract() async throws {
        try await withRedisBus { bus, _ in
            let store = RedisApprovalStore(client: bus.client)
            let request = try ApprovalRequest.sample(context: #"{"none":[]}"#, taskId: "t-1")
            try await store.open(request)
            let (key, session) = ("hitl:request:\(request.id)", "hitl:session:\(request.session)")
            #expect(try await self.value(key, bus) == request.json)
            #expect(try await self.value(session, bus) == request.id.description)
            #expect(try await self.value("hitl:task:t-1", bus) == request.id.description)
            #expect((1790...1800).contains(try await self.timeToLive(key, bus)))
            for link in [session, "hitl:task:t-1"] {
                #expect((3590...3600).contains(try await self.timeToLive(link, bus)))
            }
            #expect(try await bus.client.send(RedisCommand("DBSIZE")).int == 3)

            _ = try await bus.client.send(RedisCommand("EXPIRE", RedisArgument(key), 60))
            _ = try await store.decide(request.id, .approved, by: self.decider, at: 1_769_938_260_500)
            let decided = request.json.dropLast()
            #expect(
                try await self.value(key, bus)?.replacing("approved\",\"createdAt", with: "pending\",\"createdAt")
                    == decided + #","approvedAt":1769938260500,"approvedBy":"7"}"#
            )
            #expect((1790...1800).contains(try await self.timeToLive(key, bus)), "the time to live starts anew")
            let signal = "hitl:signal:\(request.session)"
            #expect((290...300).contains(try await self.timeToLive(signal, bus)))
            #expect(
                try await self.value(signal, bus)
                    == #"{"type":"approval","requestId":"\#(request.id)","status":"approved","timestamp":1769938260}"#
            )
        }
    }

    @Test func aWaitHearsWhatMainServicePublishes() async throws {
        try await withRedisBus { bus, _ in
            try await self.withDesk(bus.client, look: .seconds(3600)) { desk, _ in
                let wait = try await desk.begin(.sample())
                async let decision = wait.decision(within: Self.limit)
                let channel = RedisArgument("hitl:channel:\(wait.request.session)")
                let garbage: [RedisArgument] = [RedisArgument([0xFF, 0x00]), "approved", ""]
                for text in garbage { _ = try await bus.client.send(RedisCommand("PUBLISH", channel, text)) }
                _ = try await bus.client.send(RedisCommand("PUBLISH", "hitl:channel:", "{}"))
                let json = ApprovalSignal(request: wait.request.id, decision: .approved, timestamp: 1).json
                let heard = try await bus.client.send(RedisCommand("PUBLISH", channel, RedisArgument(json)))
                #expect(heard.int == 1)
                #expect(try await decision == .approved)
            }
        }
    }

    @Test(arguments: [true, false])
    func aDecisionIsFoundThoughRedisDiedMeanwhile(isDecidedBefore: Bool) async throws {
        let options = RedisServer.Options(arguments: ["--appendonly", "yes", "--appendfsync", "always"])
        try await withRedisBus(options) { bus, server in
            // Looks come only by the word that it listens again, or by what it hears then.
            try await self.withDesk(bus.client, look: .seconds(3600)) { desk, store in
                let wait = try await desk.begin(.sample())
                async let decision = wait.decision(within: Self.limit)
                let generation = bus.client.generation
                _ = try await bus.client.send(RedisCommand("CLIENT", "KILL", "TYPE", "pubsub"))
                if isDecidedBefore {
                    _ = try await store.decide(wait.request.id, .approved, by: self.decider, at: 1)
                }
                await server.kill()
                try await server.start()
                try await bus.client.waitForGeneration(after: generation)
                if !isDecidedBefore {
                    let outcome = try await store.decide(wait.request.id, .approved, by: self.decider, at: 1)
                    #expect(outcome == .decided(wait.request))
                }
                #expect(try await decision == .approved)
            }
        }
    }

    @Test func twoPlacesDecideAtOnceAndOneCounts() async throws {
        try await withRedisBus { bus, server in
            try await withRedisClient(server.url) { other in
                let stores = [RedisApprovalStore(client: bus.client), RedisApprovalStore(client: other)]
                for _ in 0..<50 {
                    let request = try ApprovalRequest.sample()
                    try await stores[0].open(request)
                    async let one = stores[0].decide(request.id, .approved, by: self.decider, at: 1)
                    async let two = stores[1].decide(request.id, .rejected(reason: "x"), by: self.decider, at: 1)
                    let outcomes = try await [one, two]
                    #expect(outcomes.filter { $0 == .decided(request) }.count == 1)
                    let stands = try #require(try await stores[0].approval(request.id)?.decision)
                    #expect(outcomes.contains(.alreadyDecided(request, stands)))
                }
            }
        }
    }
}
