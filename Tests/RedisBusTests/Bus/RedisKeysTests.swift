import Bus
import Messages
import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisKeysTests {
    private func keys(_ bus: RedisContractBus) async throws -> Set<String> {
        let reply = try await bus.client.send(RedisCommand("KEYS", "*"))
        return Set((reply.array ?? []).compactMap(\.string))
    }

    /// Milliseconds that a key still lives.
    private func timeToLive(_ key: String, _ bus: RedisContractBus) async throws -> Int {
        try await bus.client.send(RedisCommand("PTTL", RedisArgument(key))).int ?? -3
    }

    private func shorten(_ keys: [String], _ bus: RedisContractBus) async throws {
        for key in keys { _ = try await bus.client.send(RedisCommand("PEXPIRE", RedisArgument(key), 60_000)) }
    }

    @Test func aRunHasItsKeysFromItsMakingAndTheyLiveOnUntilItsEnd() async throws {
        try await withRedisBus(timeToLive: .seconds(3600)) { bus, _ in
            let record = try RunRecord.sample()
            let (meta, log, edges) = (BusKeys.meta(record.run), BusKeys.log(record.run), BusKeys.edges(record.run))
            let full = 3_500_000...3_600_000
            try await bus.registry.create(record, servedBy: .fresh("edge"))
            #expect(try await self.keys(bus) == [meta, edges])
            for key in [meta, edges] { #expect(full.contains(try await self.timeToLive(key, bus))) }

            try await self.shorten([meta, edges], bus)
            let epoch = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
            #expect(try await self.keys(bus) == [meta, edges, log])
            for key in [meta, edges, log] { #expect(full.contains(try await self.timeToLive(key, bus))) }

            try await self.shorten([meta, edges, log], bus)
            try await bus.registry.keepAlive([record.run])
            for key in [meta, edges, log] { #expect(full.contains(try await self.timeToLive(key, bus))) }

            try await self.shorten([meta, edges, log], bus)
            let end = LogEntry(id: epoch.started.id.next, event: .completed)
            let batch = RunBatch(run: record.run, entries: [end], edges: [])
            _ = try await bus.log.append([batch], session: bus.log.session)
            for key in [meta, log] { #expect(full.contains(try await self.timeToLive(key, bus))) }

            let fields = try await bus.client.send(RedisCommand("HGETALL", RedisArgument(meta))).array ?? []
            let names = stride(from: 0, to: fields.count, by: 2).compactMap { fields[$0].string }
            #expect(Set(["tenant", "user", "kind", "created", "owner", "epoch"]).isSubset(of: names))
            try await bus.registry.forget([record.run])
            #expect(try await self.keys(bus).isEmpty)
        }
    }

    @Test func aRunThatIsEndedFromOutsideLivesOnToo() async throws {
        try await withRedisBus(timeToLive: .seconds(3600)) { bus, _ in
            let (record, epoch) = try await bus.beginRun(as: .fresh("worker"))
            let keys = [BusKeys.meta(record.run), BusKeys.log(record.run)]
            try await self.shorten(keys, bus)
            let end = RunEvent(.cancelled, [])
            _ = try await bus.log.end(record.run, at: epoch.started.id.epoch, with: end, as: .fresh("edge"))
            for key in keys { #expect(try await self.timeToLive(key, bus) > 3_500_000) }
        }
    }

    @Test func anEntryIsATypeAndItsPayload() async throws {
        try await withRedisBus { bus, _ in
            let (record, epoch) = try await bus.beginRun(as: ReplicaID(instance: "w", boot: "b"))
            _ = try await bus.append(["한"], after: epoch.started.id, to: record.run)
            let reply = try await bus.client.send(
                RedisCommand("XRANGE", RedisArgument(BusKeys.log(record.run)), "-", "+")
            )
            let entries = (reply.array ?? []).map { entry in
                [entry.array?[0].string ?? ""] + (entry.array?[1].array ?? []).map { $0.string ?? "" }
            }
            #expect(
                entries == [
                    ["1-1", "t", "started", "d", #"{"worker":"w.b","after":"0-0","keep":true}"#],
                    ["1-2", "t", "text", "d", "한"],
                ]
            )
        }
    }

    @Test func inboxesLeasesAndBindingsLapseByThemselves() async throws {
        try await withRedisBus(timeToLive: .seconds(3600)) { bus, _ in
            let (edge, worker) = (ReplicaID.fresh("edge"), ReplicaID.fresh("worker"))
            _ = try await bus.makeInbox(edge: edge).renew()
            _ = try await bus.makeInbox(worker: worker).renew()
            try await bus.leases.renew(worker, for: .seconds(5))
            _ = try await bus.registry.bind(IdempotencyBinding(run: .random(), request: "r"), to: "key")
            for key in [BusKeys.edgeInbox(edge), BusKeys.workerInbox(worker)] {
                #expect((20_000...30_000).contains(try await self.timeToLive(key, bus)))
            }
            #expect((1...5000).contains(try await self.timeToLive(BusKeys.lease(worker), bus)))
            #expect(try await self.timeToLive(BusKeys.idempotency("key"), bus) > 3_500_000)
        }
    }

    @Test func conversationsLiveOnWithEachTurnAndTheirKeysShareASlot() async throws {
        try await withRedisBus { bus, _ in
            let store = RedisConversationStore(client: bus.client, timeToLive: .seconds(3600))
            let (caller, id) = (try Caller.of("a b", "ç}"), try ConversationID.fresh())
            _ = try await store.put(.sample("q", "a"), in: id, of: caller)
            let keys = try await self.keys(bus)
            #expect(keys.count == 4)
            #expect(keys.allSatisfy { $0.hasPrefix("aura:conv:{a%20b:%C3%A7%7D}:") })
            try await self.shorten(Array(keys), bus)
            _ = try await store.put(.sample("q", "a"), in: id, of: caller)
            #expect(try await self.keys(bus) == keys)
            for key in keys { #expect((3_500_000...3_600_000).contains(try await self.timeToLive(key, bus))) }

            // What lapsed is in no list, and the next turn clears it away.
            _ = try await bus.client.send(RedisCommand("DEL", RedisArgument(BusKeys.conversation(id, of: caller))))
            #expect(try await store.conversations(of: caller, from: nil, limit: 10).conversations.isEmpty)
            let index = RedisArgument(BusKeys.conversations(of: caller))
            _ = try await bus.client.send(RedisCommand("ZADD", index, 1, RedisArgument(id.description)))
            _ = try await store.put(.sample("q", "a"), in: .fresh(), of: caller)
            #expect(try await bus.client.send(RedisCommand("ZCARD", index)).int == 1)

            let another = try ConversationID.fresh()
            _ = try await store.put(.sample("q", "a"), in: another, of: caller)
            _ = try await store.delete(another, of: caller)
            let runs = BusKeys.conversationRuns(another, of: caller)
            #expect((1...3_600_000).contains(try await self.timeToLive(runs, bus)))
        }
    }

    @Test func usageIsKeptForItsTime() async throws {
        try await withRedisBus { bus, _ in
            let ledger = RedisUsageLedger(client: bus.client, timeToLive: .seconds(3600))
            let entry = UsageEntry.sample(try .of("t 1", "1"))
            _ = try await ledger.record([entry])
            let day = "aura:usage:{t%201}:2026-09-04"
            let seen = "aura:usage:{t%201}:seen:\(entry.id)"
            #expect(try await self.keys(bus) == [day, "\(day):models", seen])
            for key in [day, "\(day):models"] {
                #expect((3_500_000...3_600_000).contains(try await self.timeToLive(key, bus)))
            }
            #expect((172_000_000...172_800_000).contains(try await self.timeToLive(seen, bus)))
        }
    }

    @Test func whoIsGoneLeavesNothingBehind() async throws {
        try await withRedisBus { bus, _ in
            let (record, epoch) = try await bus.beginRun(as: .fresh("worker"))
            let before = try await self.keys(bus)
            let entry = LogEntry(id: epoch.started.id.next, event: .text("x"))
            let batch = RunBatch(run: record.run, announced: [epoch.started], entries: [entry], edges: [.fresh("gone")])
            _ = try await bus.log.append([batch], session: bus.log.session)
            _ = try await bus.signals.look(at: record.run, edge: .fresh("gone"))
            _ = try await bus.signals.send(.cancel(record.run), to: .fresh("gone"))
            try await bus.registry.keepAlive([.random()])
            _ = try await bus.append(["x"], after: EventID(1, 1), to: .random())
            #expect(try await self.keys(bus) == before)
        }
    }
}
