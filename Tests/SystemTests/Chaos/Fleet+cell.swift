import Bus
import Foundation
import Messages
import RedisBus
import TestSupport
import Testing

extension Fleet {
    /// Puts the fleet under load, breaks something, and holds it to all that it has promised meanwhile.
    ///
    /// - Parameters:
    ///   - words: How long the chats' answers are.
    ///   - mend: Ends what must last until everybody has got an answer.
    /// - Returns: What the load was promised, for checks of the cell's own.
    @discardableResult
    func cell(
        _ name: String,
        words: Int = TaggedAnswer.words,
        permitting tolerance: ChaosLedger.Tolerance = .init(),
        _ fault: () async throws -> Void,
        mend: () async throws -> Void = {}
    ) async throws -> ChaosLedger {
        let began = ContinuousClock.now
        let ledger = try await ChaosLoad(fleet: self, words: words).run(fault)
        try await mend()
        for crash in self.crashes { Issue.record("\(name): \(crash)") }
        let answered = ContinuousClock.now
        try await self.waitUntilReady()
        try await self.fill()
        let ready = ContinuousClock.now
        let problems = try await ledger.problems(in: self, permitting: tolerance)
        for problem in problems { Issue.record("\(name): \(problem)") }
        let times = [began..<answered, answered..<ready, ready..<ContinuousClock.now].map { times in
            let time = times.lowerBound.duration(to: times.upperBound)
            return (Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
                .formatted(.number.precision(.fractionLength(1)))
        }
        print("chaos: \(name): \(times.joined(separator: " + ")) s, \(ledger.summary)")
        return ledger
    }

    /// The worker that holds the most runs now, of which a fault makes the most.
    func busiestLLM() async throws -> Int {
        let service = WorkerService.llm
        let summary = try await self.redis.send(
            RedisCommand("XPENDING", RedisArgument(BusKeys.commands(service)), RedisArgument(service.rawValue))
        )
        let holders = (summary.array?.last?.array ?? []).compactMap { row -> (name: String, count: Int)? in
            guard let cells = row.array, let name = cells.first?.string, let count = cells.last?.int else { return nil }
            return (name, count)
        }
        let busiest = try #require(holders.max { $0.count < $1.count }, "nobody holds a run")
        return try #require((0..<2).first { busiest.name.hasPrefix("\(self.name(.llm, $0)).") }, "\(busiest)")
    }

    /// Kills a process.
    func kill(_ role: Role, _ index: Int) async throws {
        let replica = try self.dismiss(role, index)
        replica.process.signal(SIGKILL)
        await replica.process.waitForEnd()
    }

    /// Stops a process as an operator does, and returns when it has ended by itself.
    func stop(_ role: Role, _ index: Int) async throws {
        let replica = try self.dismiss(role, index)
        replica.process.signal(SIGTERM)
        try await eventually(within: .seconds(30), "the end of \(role.rawValue)") { !replica.process.isRunning }
        #expect(replica.process.exitCode == 0, "\(role.rawValue) after SIGTERM")
    }

    /// Freezes processes for a while.
    func freeze(_ frozen: [(Role, Int)], for time: Duration) async throws {
        let processes = try frozen.map { try self.replica($0, $1).process }
        for process in processes { process.signal(SIGSTOP) }
        defer { for process in processes { process.signal(SIGCONT) } }
        try await Task.sleep(for: time)
    }

    /// Silences a link, cuts what is open, and refuses what is new, for a while each.
    func cut(_ link: Link) async throws {
        let links = self.links(link)
        for proxy in links { proxy.stall() }
        try await Task.sleep(for: .seconds(1))  // the silence
        for proxy in links {
            try await proxy.refuse()
            proxy.cut()
            proxy.flow()
        }
        try await Task.sleep(for: .seconds(1))  // the refusals
        for proxy in links { try await proxy.accept() }
    }
}
