import Bus
import Messages
import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisInboxTests {
    private func fill(_ edge: ReplicaID, _ count: Int, cap: Int, _ client: RedisClient) async throws {
        let run = RedisArgument(RunID.random().description)
        let key = RedisArgument(BusKeys.edgeInbox(edge))
        for _ in 0..<(count / 1000) {
            let command = RedisCommand("XADD", key, "NOMKSTREAM", "MAXLEN", "~", RedisArgument(cap), "*", "look", run)
            _ = try await client.send([RedisCommand](repeating: command, count: 1000))
        }
    }

    @Test func aReaderThatLagsIsToldThatEntriesWereTrimmed() async throws {
        try await withRedisBus { bus, _ in
            let edge = ReplicaID.fresh("edge")
            let inbox = bus.makeInbox(edge: edge)
            #expect(try await inbox.renew())
            try await self.fill(edge, 2000, cap: 20_000, bus.client)
            var read = 0
            while read < 2000 {
                let mail = try await inbox.receive(wait: .milliseconds(10))
                let hasLost = mail.hasLost
                #expect(!hasLost)
                read += mail.items.count
            }
            try await self.fill(edge, 5000, cap: 1000, bus.client)
            let mail = try await inbox.receive(wait: .milliseconds(10))
            let (hasLost, count) = (mail.hasLost, mail.items.count)
            #expect(hasLost)
            #expect(count > 0)
            var last = try await inbox.receive(wait: .milliseconds(10))
            while !last.items.isEmpty {
                let hasLostMore = last.hasLost
                #expect(!hasLostMore, "a loss is told once")
                last = try await inbox.receive(wait: .milliseconds(10))
            }
        }
    }

    @Test func anInboxThatWasFlushedIsMadeAnewAndReadFromItsStart() async throws {
        try await withRedisBus { bus, _ in
            let worker = ReplicaID.fresh("worker")
            let inbox = bus.makeInbox(worker: worker)
            let (first, second) = (RunID.random(), RunID.random())
            #expect(try await inbox.renew())
            // An entry of a server whose clock was ahead.
            _ = try await bus.client.send(
                RedisCommand(
                    "XADD",
                    RedisArgument(BusKeys.workerInbox(worker)),
                    "99999999999999-0",
                    "s",
                    "cancel",
                    "run",
                    RedisArgument(first.description)
                )
            )
            #expect(try await inbox.receive(wait: .seconds(5)) == [.cancel(first)])
            _ = try await bus.client.send(RedisCommand("FLUSHALL"))
            #expect(try await !bus.signals.send(.cancel(second), to: worker))
            #expect(try await inbox.renew())
            #expect(try await bus.signals.send(.cancel(second), to: worker))
            #expect(try await inbox.receive(wait: .milliseconds(100)) == [.cancel(second)])
        }
    }

    @Test(arguments: [
        ["s", "cancel"], ["s", "cancel", "run", "short"], ["s", "join", "run", "0123456789abcdef"],
        ["s", "later", "run", "0123456789abcdef", "edge", "e.b"], ["x", "y"],
    ])
    func aSignalThatThisVersionDoesNotKnowIsPassedOver(fields: [String]) async throws {
        try await withRedisBus { bus, _ in
            let worker = ReplicaID.fresh("worker")
            let inbox = bus.makeInbox(worker: worker)
            #expect(try await inbox.renew())
            let head: [RedisArgument] = [RedisArgument(BusKeys.workerInbox(worker)), "*"]
            _ = try await bus.client.send(RedisCommand("XADD", head + fields.map { RedisArgument($0) }))
            let run = RunID.random()
            #expect(try await bus.signals.send(.cancel(run), to: worker))
            #expect(try await inbox.receive(wait: .seconds(5)) == [.cancel(run)])
        }
    }
}
