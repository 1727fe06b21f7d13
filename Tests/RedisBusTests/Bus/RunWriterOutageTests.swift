import Bus
import Messages
import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RunWriterOutageTests {
    @Test(arguments: [true, false])
    func afterRedisWasKilledAndStartedAgainTheLogIsDenseAndComplete(keepsData: Bool) async throws {
        let options = RedisServer.Options(arguments: ["--appendonly", keepsData ? "yes" : "no"])
        try await withRedisBus(options) { bus, server in
            let worker = ReplicaID.fresh("worker")
            let (record, epoch) = try await bus.beginRun(as: worker)
            let edge = bus.makeInbox(edge: .fresh("edge"))
            _ = try await edge.renew()
            try await withWriter(bus, worker) { writer in
                let output = try #require(writer.open(record, epoch: epoch))
                let size = SaidSoFar()
                try await self.append(0..<500, to: output, noting: size)
                try await output.settle()
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await self.append(500..<1500, to: output, noting: size, pause: 1) }
                    tasks.addTask {
                        for _ in 0..<2 {
                            let events = size.events
                            try await eventually("more events") { size.events > events + 20 }
                            let generation = bus.client.generation
                            await server.kill()
                            try await server.start()
                            try await bus.client.waitForGeneration(after: generation)
                        }
                    }
                    try await tasks.waitForAll()
                }
                try await self.append(1500..<2000, to: output)
                try await output.append(.completed)
                try await output.settle()
            }
            let entries = try await bus.log.allEntries(of: record.run)
            expectDense(entries)
            #expect(entries.last?.event == .completed)
            let texts = entries.filter { $0.event.type == .text }.map(\.event.string)
            #expect(texts == (0..<2000).map { "\($0) " })
            #expect(try await bus.registry.record(of: record.run)?.owner == worker)
            #expect(entries.map(\.id.epoch).max() ?? 0 >= (keepsData ? 1 : 2))
        }
    }

    private func append(
        _ range: Range<Int>,
        to output: RunOutput<RedisRunLog>,
        noting size: SaidSoFar = SaidSoFar(),
        pause every: Int = 5
    ) async throws {
        for number in range {
            size.note(try await output.append(.text("\(number) ")))
            if number % every == 0 { try await Task.sleep(for: .milliseconds(1)) }  // as fast as a model speaks
        }
    }

    @Test func aRunThatAnotherWorkerTookDuringAnOutageIsLost() async throws {
        try await withRedisBus(RedisServer.Options(arguments: ["--appendonly", "yes", "--appendfsync", "always"])) {
            bus,
            server in
            let worker = ReplicaID.fresh("worker")
            let (record, epoch) = try await bus.beginRun(as: worker)
            try await withWriter(bus, worker) { writer in
                let output = try #require(writer.open(record, epoch: epoch))
                try await output.append(.text("a"))
                try await output.settle()
                let heirs = try await bus.log.mustBegin(record.run, as: .fresh("worker"), keep: false)
                let generation = bus.client.generation
                await server.kill()
                try await server.start()
                try await bus.client.waitForGeneration(after: generation)
                await #expect(throws: RunLost.self) {
                    try await output.append(.text("late"))
                    try await output.settle()
                }
                #expect(try await bus.log.tip(of: record.run) == heirs.started.id)
            }
        }
    }
}
