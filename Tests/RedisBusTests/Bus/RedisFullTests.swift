import Bus
import Logging
import Messages
import RedisBus
import TestSupport
import Testing

/// What happens while Redis takes no writes: nothing is half done, and all goes on afterwards.
@Suite(.timeLimit(.minutes(2))) struct RedisFullTests {
    /// A setting that makes Redis refuse every write, and the value that ends it.
    struct Refusal: Sendable {
        var setting: RedisArgument
        var on: RedisArgument
        var off: RedisArgument

        static let outOfMemory = Refusal(setting: "maxmemory", on: "1", off: "0")
        static let noReplicas = Refusal(setting: "min-replicas-to-write", on: "1", off: "0")

        func begin(_ bus: RedisContractBus) async throws {
            #expect(try await bus.client.send(RedisCommand("CONFIG", "SET", self.setting, self.on)).string == "OK")
        }

        func end(_ bus: RedisContractBus) async throws {
            #expect(try await bus.client.send(RedisCommand("CONFIG", "SET", self.setting, self.off)).string == "OK")
        }
    }

    static let refusals: [Refusal] = [.outOfMemory, .noReplicas]

    @Test(arguments: refusals) func nothingIsWrittenAndNothingIsMissingAfterwards(refusal: Refusal) async throws {
        try await withRedisBus { bus, _ in
            let (record, epoch) = try await bus.beginRun(as: .fresh("worker"))
            let (place, texts) = (epoch.started.id, ["a", "b", "c"])
            try await refusal.begin(bus)
            #expect(try await bus.append(["a"], after: place, to: record.run) == .full)
            #expect(try await bus.append(texts, after: place, to: record.run) == .full)
            #expect(try await bus.log.tip(of: record.run) == place)
            try await refusal.end(bus)
            #expect(try await bus.append(texts, after: place, to: record.run) == .written)
            expectDense(try await bus.log.allEntries(of: record.run))
            #expect(try await bus.log.text(of: record.run) == "abc")
        }
    }

    @Test func whatCannotBeStoredFailsAsFull() async throws {
        try await withRedisBus { bus, _ in
            let (record, _) = try await bus.beginRun(as: .fresh("worker"))
            try await Refusal.outOfMemory.begin(bus)
            await self.expectFull { try await bus.makeQueue().send(try .sample()) }
            await self.expectFull { try await bus.registry.create(try .sample(), servedBy: .fresh("edge")) }
            await self.expectFull {
                try await bus.log.begin(record.run, as: .fresh("worker"), keep: true, above: 0, restoring: nil)
            }
            await self.expectFull {
                try await bus.log.end(record.run, at: 1, with: RunEvent(.cancelled, []), as: .fresh("edge"))
            }
            await self.expectFull {
                try await bus.registry.bind(IdempotencyBinding(run: record.run, request: "r"), to: "key")
            }
            await self.expectFull { try await bus.makeInbox(edge: .fresh("edge")).renew() }
            await self.expectFull { try await bus.leases.renew(.fresh(), for: .seconds(5)) }
            try await Refusal.outOfMemory.end(bus)
            let epoch = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
            #expect(epoch.started.id == EventID(2, 2), "nothing of the refused steps was done")
        }
    }

    private func expectFull(_ operation: () async throws -> some Any) async {
        let error = await #expect(throws: BusError.self) { _ = try await operation() }
        #expect(error?.code == .full)
    }

    @Test(arguments: refusals) func aWriterWaitsWithoutSpinningAndLeavesNoHole(refusal: Refusal) async throws {
        try await withRedisBus { bus, _ in
            let worker = ReplicaID.fresh("worker")
            let (record, epoch) = try await bus.beginRun(as: worker)
            try await withWriter(bus, worker) { writer in
                let output = try #require(writer.open(record, epoch: epoch))
                for number in 0..<50 { try await output.append(.text("\(number) ")) }
                try await output.settle()
                try await refusal.begin(bus)
                _ = try await bus.client.send(RedisCommand("CONFIG", "RESETSTAT"))
                let began = ContinuousClock.now
                for number in 50..<100 { try await output.append(.text("\(number) ")) }
                try await output.append(.completed)
                // After each refusal the log's end is read once.
                try await eventually("some refusals") { try await Self.calls(of: "xrevrange", bus) >= 6 }
                #expect(ContinuousClock.now - began > .milliseconds(400), "it waits between two tries, ever longer")
                try await refusal.end(bus)
                try await output.settle()
                let entries = try await bus.log.allEntries(of: record.run)
                expectDense(entries)
                #expect(entries.last?.event == .completed)
                #expect(try await bus.log.text(of: record.run) == (0..<100).map { "\($0) " }.joined())
            }
        }
    }

    private static func calls(of name: String, _ bus: RedisContractBus) async throws -> Int {
        let statistics = try await bus.client.send(RedisCommand("INFO", "commandstats")).string ?? ""
        let line = statistics.split(whereSeparator: \.isNewline).first { $0.hasPrefix("cmdstat_\(name):calls=") }
        return line.flatMap { Int($0.dropFirst("cmdstat_\(name):calls=".count).prefix { $0 != "," }) } ?? 0
    }
}
