import Bus
import Foundation
import Messages
import RedisBus
import Synchronization
import TestSupport
import Testing

extension SystemTests {
    /// Each part of a fleet under load breaks in each way, and what was acknowledged stays true: see ``ChaosLedger``.
    ///
    /// Many faults share one fleet, one after another; each has a load and a ledger of its own.
    @Suite struct Chaos {
        @Test(.timeLimit(.minutes(10)))
        func killedAndStoppedProcessesLoseNothing() async throws {
            try await withFleet { fleet in
                for role in Fleet.Role.allCases {
                    try await fleet.cell("SIGKILL \(role.rawValue)") {
                        try await fleet.kill(role, role == .llm ? try await fleet.busiestLLM() : 0)
                    }
                }
                for role in Fleet.Role.allCases {
                    try await fleet.cell("SIGTERM \(role.rawValue)") { try await fleet.stop(role, 0) }
                }
                // A mail that is published while Redis is away, or before an indexer listens again, is nobody's.
                try await fleet.cell("SIGKILL redis", permitting: .init(losesMails: true)) {
                    await fleet.stack.redis.kill()
                    try await Task.sleep(for: .seconds(1))  // the outage
                    try await fleet.stack.redis.start()
                }
                try await fleet.cell("SIGTERM redis", permitting: .init(losesMails: true)) {
                    await fleet.stack.redis.stop()
                    try await Task.sleep(for: .seconds(1))  // the outage
                    try await fleet.stack.redis.start()
                }
            }
        }

        @Test(.timeLimit(.minutes(10)))
        func frozenProcessesWriteNothingOnceTheirLeaseIsGone() async throws {
            try await withFleet { fleet in
                var frozen = 0
                // The answers are so long that the frozen worker wakes while others still write what it had begun.
                let ledger = try await fleet.cell("SIGSTOP llm", words: 280) {
                    frozen = try await fleet.busiestLLM()
                    try await fleet.freeze([(.llm, frozen)], for: .seconds(14))
                }
                // What it had was taken over, and it noticed.
                #expect(ledger.chats.contains { $0.events.names.contains("restarted") })
                let log = try fleet.text(of: .llm, frozen)
                #expect(log.contains("Lost a run"), "the frozen worker has nothing late to write")
                let other = try fleet.text(of: .llm, 1 - frozen)
                #expect(!other.contains("Lost a run"), "the frozen worker took back what it had lost")

                try await fleet.cell("SIGSTOP indexer, tasks") {
                    try await fleet.freeze([(.indexer, 0), (.tasks, 0)], for: .seconds(10))
                }
                let seen = try await fleet.cell("SIGSTOP edge") {
                    try await fleet.freeze([(.edge, 0)], for: .seconds(10))
                }
                #expect(seen.chats.contains { $0.visits > 1 }, "nobody left the frozen edge")
                try await fleet.cell("SIGSTOP redis", permitting: .init(losesMails: true)) {
                    fleet.stack.redis.pause()
                    defer { fleet.stack.redis.resume() }
                    try await Task.sleep(for: .seconds(10))
                }
            }
        }

        @Test(.timeLimit(.minutes(10)))
        func slowAndCutLinksLoseNothing() async throws {
            try await withFleet { fleet in
                let links = Fleet.Link.allCases.flatMap { fleet.links($0) }
                for link in links { link.delay(by: .milliseconds(20)) }
                try await fleet.cell("20 ms on every link") {
                    try await Task.sleep(for: .seconds(2))
                } mend: {
                    for link in links { link.delay(by: .zero) }
                }
                for link in Fleet.Link.allCases {
                    // An answer that a provider breaks off cannot be gone on with; its reader is told.
                    let failures: Set<RunFailure.ErrorType> = link == .llmProvider ? [.provider] : []
                    let tolerance = ChaosLedger.Tolerance(failures: failures, losesMails: link == .indexerRedis)
                    try await fleet.cell("cut \(link.rawValue)", permitting: tolerance) { try await fleet.cut(link) }
                }
            }
        }

        @Test(.timeLimit(.minutes(10)))
        func fullStoresLoseNothing() async throws {
            try await withFleet { fleet in
                // Longer than a lease, which cannot be renewed meanwhile.
                let ledger = try await fleet.cell("Redis out of memory") {
                    let refusals = try await Self.refusedWrites(fleet.redis)
                    try await Self.limitMemory(of: fleet.redis, to: "1mb")
                    try await Task.sleep(for: .seconds(7))
                    try await Self.limitMemory(of: fleet.redis, to: "0")
                    #expect(try await Self.refusedWrites(fleet.redis) > refusals)
                }
                let restarted = ledger.chats.filter { $0.events.names.contains("restarted") }
                #expect(restarted.isEmpty, "everybody lives, and nobody's work is anybody else's")

                let mails = Mutex<[ChaosLedger.Mail]>([])
                let log = try fleet.replica(.llm, 1)
                try await fleet.cell("disk full") {
                    try fleet.disk.fill()
                    let size = fleet.disk.size(of: "llm-2.log")
                    // Each is logged, until the file's last page, which it has already, is full.
                    try await eventually("a line beside the file") {
                        log.process.signal(SIGHUP)
                        try await Task.sleep(for: .milliseconds(10))
                        return try String(contentsOf: log.log, encoding: .utf8).contains("Log file not written")
                    }
                    #expect(fleet.disk.size(of: "llm-2.log") - size <= 4096)
                    // More than the index has room for in what it holds already.
                    let load = ChaosLoad(fleet: fleet)
                    for _ in 0..<60 {
                        guard let mail = await load.publishOne(filler: 100_000) else { continue }
                        mails.withLock { $0.append(mail) }
                    }
                    try await eventually("an index that takes no more") {
                        try fleet.output(of: .indexer).contains("The index does not take events")
                    }
                    try fleet.disk.free()
                }
                let more = ChaosLedger(mails: mails.withLock { $0 })
                #expect(more.mails.count == 60)
                #expect(try await more.problems(in: fleet, permitting: .init()).isEmpty)
                // What is logged goes to the file again.
                let size = fleet.disk.size(of: "llm-2.log")
                log.process.signal(SIGHUP)
                try await eventually("a line in the file") { fleet.disk.size(of: "llm-2.log") > size }
            }
        }

        private static func limitMemory(of redis: RedisClient, to limit: String) async throws {
            let reply = try await redis.send(RedisCommand("CONFIG", "SET", "maxmemory", RedisArgument(limit)))
            #expect(reply.string == "OK")
        }

        /// How many commands Redis has refused for want of memory.
        private static func refusedWrites(_ redis: RedisClient) async throws -> Int {
            let text = try await redis.send(RedisCommand("INFO", "errorstats")).string ?? ""
            return text.firstMatch(of: /errorstat_OOM:count=(\d+)/).flatMap { Int($0.output.1) } ?? 0
        }
    }
}
