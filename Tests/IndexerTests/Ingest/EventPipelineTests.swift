import Bus
import Messages
import RedisBus
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Indexer

@Suite(.timeLimit(.minutes(2))) struct EventPipelineTests {
    private func mail(_ id: Int, _ subject: String, tenant: String = "1") -> String {
        #"{"eventId":"e\#(id)","eventType":"MAIL_SENT","tenantId":"\#(tenant)","data":{"mailId":\#(id),"subject":"\#(subject)"}}"#
    }

    private func publish(_ payloads: [String], _ client: RedisClient) async throws {
        let channel = RedisArgument(BusKeys.eventFeed)
        for payload in payloads { _ = try await client.send(RedisCommand("PUBLISH", channel, RedisArgument(payload))) }
    }

    private func makeConsumer(
        _ client: RedisClient,
        _ store: SQLiteStore,
        embedder: any Embedder = HashingEmbedder()
    ) throws -> EventConsumer<RedisEventStream, RedisLeases, SQLiteStore> {
        try self.makeConsumer(client, store, embedder: embedder, stream: RedisEventStream(client: client))
    }

    private func makeConsumer<Stream: EventStream>(
        _ client: RedisClient,
        _ store: SQLiteStore,
        embedder: any Embedder = HashingEmbedder(),
        stream: Stream
    ) throws -> EventConsumer<Stream, RedisLeases, SQLiteStore> {
        EventConsumer(
            stream: stream,
            leases: RedisLeases(client: client),
            store: store,
            embedder: embedder,
            intake: EventIntake(registry: .standard),
            consumer: try #require(ReplicaID("second")),
            settings: .init(lease: .milliseconds(200), claimInterval: .milliseconds(50)),
            session: { 1 },
            logger: quietLogger
        )
    }

    @Test func twoBridgesKeepOneCopyOfEachMessageInOrder() async throws {
        try await withConnectedRedis { client in
            let streams = (0..<2).map { _ in CountingEventStream(RedisEventStream(client: client)) }
            let bridges = streams.map {
                EventBridge(feed: RedisEventFeed(client: client), stream: $0, logger: quietLogger)
            }
            try await withRunning(bridges) {
                try await eventually { bridges.allSatisfy(\.isListening) }
                let messages = (0..<400).map { self.mail($0, "회의 \($0)") } + ["not JSON", "[]"]
                try await self.publish(messages, client)
                try await eventually { streams.allSatisfy { $0.total == messages.count } }
                #expect(streams.map(\.added).reduce(0, +) == messages.count)
                let kept = try await entries(of: BusKeys.events, client)
                #expect(kept.map { $0[EventFields.event] } == messages)
            }
        }
    }

    @Test func aMessageThatIsTooBigIsCutAndBuriedOnce() async throws {
        try await withConnectedRedis { client in
            let payload = [UInt8](repeating: 0x78, count: EventMessage.sizeLimit + 1)
            let message = EventMessage(payload: payload, identity: DomainEvent.identity(of: payload))
            let small = EventMessage(payload: [0x31], identity: [0x31])
            let streams = (0..<2).map { _ in RedisEventStream(client: client) }
            #expect(try await streams[0].admit([message, small]) == [.tooBig, .added])
            #expect(try await streams[1].admit([small, message]) == [.repeated, .repeated])
            let dead = try await entries(of: BusKeys.deadEvents, client)
            #expect(dead.count == 1)
            #expect(dead.first?[EventFields.event]?.utf8.count == EventMessage.sizeLimit)
            #expect(dead.first?["reason"] == "over 262144 bytes")
            #expect(try await streams[0].backlog() == 1)
        }
    }

    @Test func badMessagesDoNotHoldUpTheNextGoodOne() async throws {
        try await withConnectedRedis { client in
            try await withStore { store in
                let bridge = EventBridge(
                    feed: RedisEventFeed(client: client),
                    stream: RedisEventStream(client: client),
                    logger: quietLogger
                )
                try await withRunning([bridge, try self.makeConsumer(client, store)]) {
                    try await eventually { bridge.isListening }
                    let bad = [
                        "", "not JSON", "{", "[1]", "null",
                        #"{"eventType":"MAIL_SENT","data":{"mailId":1,"subject":"a"}}"#,
                        #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"subject":"a"}}"#,
                        #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":1}}"#,
                        #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":{},"subject":"a"}}"#,
                        String(repeating: "x", count: EventMessage.sizeLimit + 1),
                        String(repeating: "[", count: 100_000),
                    ]
                    let unknown = #"{"eventType":"USER_UPDATED","tenantId":"1"}"#
                    try await self.publish(bad + [unknown, self.mail(7, "연차 신청")], client)
                    let began = ContinuousClock.now
                    let owner = try tenant("1")
                    try await eventually { try await store.find("연차", in: owner).map(\.id) == ["mail_7"] }
                    #expect(ContinuousClock.now - began < .seconds(5))
                    try await eventually { try await RedisEventStream(client: client).backlog() == 0 }
                    let dead = try await entries(of: BusKeys.deadEvents, client)
                    #expect(dead.count == bad.count)
                    #expect(dead.allSatisfy { $0["reason"]?.isEmpty == false })
                    #expect(try await store.statistics().documents == 1)
                }
            }
        }
    }

    @Test func anotherConsumerTakesOverWhatADeadOneHeld() async throws {
        try await withConnectedRedis { client in
            try await withStore { store in
                let stream = RedisEventStream(client: client)
                let messages = (0..<150).map { number in
                    let payload = Array(self.mail(number, "출장 정산 \(number)").utf8)
                    return EventMessage(payload: payload, identity: DomainEvent.identity(of: payload))
                }
                _ = try await stream.admit(messages)
                let first = try #require(ReplicaID("first"))
                let leases = RedisLeases(client: client)
                try await leases.renew(first, for: .seconds(60))
                let held = try await stream.receive(as: first, limit: 100, wait: .zero)
                #expect(held.count == 100)
                try await withRunning([try self.makeConsumer(client, store)]) {
                    try await eventually { try await stream.backlog() == 100 }
                    // While its lease stands, nobody touches what it holds.
                    #expect(try await stream.holders().contains(first))
                    #expect(try await store.statistics().documents == 50)
                    try await leases.release(first)
                    try await eventually { try await stream.backlog() == 0 }
                    #expect(try await store.statistics().documents == 150)
                    try await eventually { try await stream.holders().contains(first) == false }
                }
            }
        }
    }

    @Test func theNextEventsAreReadAndEmbeddedWhileTheLastAreWritten() async throws {
        try await withConnectedRedis { client in
            try await withStore { store in
                let stream = RedisEventStream(client: client)
                for number in 0..<6 {
                    let payload = Array(self.mail(number, "출장 정산 \(number)").utf8)
                    _ = try await stream.admit([EventMessage(payload: payload, identity: payload)])
                }
                let embedder = WatchedEmbedder()
                // Not one event is written until the one after it is embedded, as far as there is one.
                let writes = Mutex(0)
                let slow = SlowStore(store: store) {
                    let number = writes.withLock { count in
                        count += 1
                        return count
                    }
                    try? await eventually { embedder.texts >= min(number + 1, 6) }
                    #expect(embedder.texts <= number + 1)
                }
                let consumer = EventConsumer(
                    stream: stream,
                    leases: RedisLeases(client: client),
                    store: slow,
                    embedder: embedder,
                    intake: EventIntake(registry: .standard),
                    consumer: try #require(ReplicaID("first")),
                    settings: .init(batch: 1, claimInterval: .seconds(5)),
                    session: { 1 },
                    logger: quietLogger
                )
                try await withRunning([consumer]) {
                    try await eventually(within: .seconds(10)) { try await stream.backlog() == 0 }
                }
                #expect(try await store.statistics().documents == 6)
                #expect(embedder.texts == 6)
            }
        }
    }

    @Test func whatALostReplyBroughtIsTakenInAllTheSame() async throws {
        try await withConnectedRedis { client in
            try await withStore { store in
                let stream = LossyEventStream(RedisEventStream(client: client))
                let messages = (0..<20).map { number in
                    let payload = Array(self.mail(number, "출장 정산 \(number)").utf8)
                    return EventMessage(payload: payload, identity: payload)
                }
                _ = try await stream.admit(messages)
                var consumer = try self.makeConsumer(client, store, stream: stream)
                consumer.settings.lease = .seconds(60)
                try await withRunning([consumer]) {
                    try await eventually { try await stream.backlog() == 0 }
                    #expect(stream.hasLost)
                    #expect(try await store.statistics().documents == 20)
                }
            }
        }
    }

    @Test func anEventThatKillsItsConsumersIsGivenUpAloneAndItsNeighboursAreNot() async throws {
        try await withConnectedRedis { client in
            try await withStore { store in
                let stream = RedisEventStream(client: client)
                for number in 0..<5 {
                    let payload = Array(self.mail(number, "출장 정산 \(number)").utf8)
                    _ = try await stream.admit([EventMessage(payload: payload, identity: payload)])
                }
                // Three consumers die with the same five in hand.
                for name in ["a", "b", "c"] {
                    let consumer = try #require(ReplicaID(name))
                    if name == "a" {
                        #expect(try await stream.receive(as: consumer, limit: 5, wait: .zero).count == 5)
                    } else {
                        let holder = try #require(try await stream.holders().first { $0 != consumer })
                        let claimed = try await stream.claim(from: holder, as: consumer, idle: .zero, limit: 5)
                        #expect(claimed.count == 5)
                        _ = try await stream.claim(from: holder, as: consumer, idle: .zero, limit: 5)
                    }
                }
                try await withRunning([try self.makeConsumer(client, store)]) {
                    try await eventually { try await stream.backlog() == 0 }
                }
                let dead = try await entries(of: BusKeys.deadEvents, client)
                #expect(dead.map { $0["reason"] } == ["given up after 3 attempts"])
                #expect(dead.first?["event"]?.contains("출장 정산 0") == true)
                #expect(try await store.statistics().documents == 4)
            }
        }
    }

    @Test func whatIsTriedAgainFromTheDeadLettersStaysAsOldAsItWas() async throws {
        try await withConnectedRedis { client in
            try await withStore { store in
                let owner = try tenant("1")
                try await withRunning([try self.makeConsumer(client, store, embedder: FailingEmbedder(on: "처음"))]) {
                    let add = { (payload: String, more: [RedisArgument]) in
                        let head: [RedisArgument] = [
                            RedisArgument(BusKeys.events), "*", "event", RedisArgument(payload),
                        ]
                        _ = try await client.send(RedisCommand("XADD", head + more))
                    }
                    try await add(self.mail(1, "처음 제목"), [])
                    try await eventually { try await entries(of: BusKeys.deadEvents, client).count == 1 }
                    try await add(self.mail(1, "나중 제목"), [])
                    try await eventually { try await store.find("나중", in: owner).count == 1 }
                    let dead = try #require(try await entries(of: BusKeys.deadEvents, client).first)
                    #expect(dead["reason"]?.contains("embedding failed") == true)
                    // The provider is well again, so to speak: the same event in words that it takes.
                    let payload = try #require(dead["event"]).replacing("처음", with: "이전")
                    try await add(payload, ["entry", RedisArgument(try #require(dead["entry"]))])
                    try await eventually { try await RedisEventStream(client: client).backlog() == 0 }
                    #expect(try await store.find("제목", in: owner).map(\.text) == ["나중 제목"])
                }
            }
        }
    }

    @Test(arguments: [EmbedderError.Code.refused, .unavailable])
    func aTextThatIsNotTakenIsGivenUpAloneWhileTheModelIsWell(code: EmbedderError.Code) async throws {
        try await withConnectedRedis { client in
            try await withStore { store in
                let stream = RedisEventStream(client: client)
                let payloads = ["하나", "독", "둘"].enumerated().map { self.mail($0, "회의 \($1)") }
                _ = try await stream.admit(
                    payloads.map { EventMessage(payload: Array($0.utf8), identity: Array($0.utf8)) }
                )
                let embedder = FailingEmbedder(on: "독", code: code)
                try await withRunning([try self.makeConsumer(client, store, embedder: embedder)]) {
                    try await eventually { try await stream.backlog() == 0 }
                }
                #expect(try await store.statistics().documents == 2)
                let dead = try await entries(of: BusKeys.deadEvents, client)
                #expect(dead.map { $0["event"] } == [payloads[1]])
            }
        }
    }

    @Test(arguments: [EmbedderError.Code.refused, .unavailable])
    func whileTheModelIsAwayEventsAreKept(code: EmbedderError.Code) async throws {
        try await withConnectedRedis { client in
            try await withStore { store in
                let stream = RedisEventStream(client: client)
                let payloads = (0..<5).map { Array(self.mail($0, "회의 \($0)").utf8) }
                _ = try await stream.admit(payloads.map { EventMessage(payload: $0, identity: $0) })
                let embedder = AwayEmbedder(code: code)
                try await withRunning([try self.makeConsumer(client, store, embedder: embedder)]) {
                    try await eventually { embedder.failures.load(ordering: .relaxed) > 8 }
                    #expect(try await stream.backlog() == 5)
                    embedder.isAway.store(false, ordering: .relaxed)
                    try await eventually { try await stream.backlog() == 0 }
                }
                #expect(try await store.statistics().documents == 5)
                #expect(try await entries(of: BusKeys.deadEvents, client).isEmpty)
            }
        }
    }
}

/// Fails at texts that hold a word, for ever.
struct FailingEmbedder: Embedder {
    let word: String
    let code: EmbedderError.Code
    let model = HashingEmbedder().model

    init(on word: String, code: EmbedderError.Code = .refused) {
        self.word = word
        self.code = code
    }

    func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]] {
        guard !texts.contains(where: { $0.contains(self.word) }) else { throw EmbedderError(self.code, "not this") }
        return texts.map { HashingEmbedder.vector(of: $0) }
    }
}

/// Fails at everything until it is back.
final class AwayEmbedder: Embedder {
    let model = HashingEmbedder().model
    let isAway = Atomic(true)
    let failures = Atomic(0)
    private let code: EmbedderError.Code

    init(code: EmbedderError.Code = .unavailable) {
        self.code = code
    }

    func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]] {
        guard self.isAway.load(ordering: .relaxed) else { return texts.map { HashingEmbedder.vector(of: $0) } }
        self.failures.add(1, ordering: .relaxed)
        throw EmbedderError(self.code, "away")
    }
}
