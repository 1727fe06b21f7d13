import ArgumentParser
import Foundation
import Indexer
import Logging
import Messages
import RedisBus
import TestSupport

/// How fast published events become searchable, through a real Redis and a real indexer process.
struct IndexingBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "indexing",
        abstract: "Publishes events and measures until all of them can be found."
    )

    @Option(help: "Events of one round.")
    var events = 20_000

    @Option(help: "Tenants that they belong to.")
    var tenants = 20

    @Option(help: "Rounds, each with a Redis and an indexer of its own; the median counts.")
    var rounds = 3

    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    private struct Round {
        var published: Duration
        var searchable: Duration
        var cpuSeconds: Double
        var residentBytes: Double
    }

    func validate() throws {
        guard (1...500_000).contains(self.events), self.tenants > 0, self.rounds > 0 else {
            throw ValidationError("There must be 1 to 500000 events, tenants and rounds.")
        }
    }

    func measure() async throws -> Report {
        var rounds: [Round] = []
        for _ in 0..<self.rounds { rounds.append(try await self.measureRound()) }
        rounds.sort { $0.searchable < $1.searchable }
        let count = Double(self.events)
        let median = rounds[rounds.count / 2]
        var report = Report(benchmark: "indexing, \(self.events) events, \(self.tenants) tenants")
        report.figures = [
            Figure(
                "PUBLISH to searchable",
                count / (median.searchable / .seconds(1)),
                "events/s",
                mark: .atLeast(10_000)
            ),
            Figure("slowest round", count / (rounds[rounds.count - 1].searchable / .seconds(1)), "events/s"),
            Figure("published", count / (median.published / .seconds(1)), "events/s"),
            Figure("CPU of the indexer for one event", median.cpuSeconds / count * 1_000_000, "µs"),
            Figure("memory of the indexer afterwards", median.residentBytes / 1_048_576, "MiB"),
        ]
        report.notes = ["Redis with AOF every second; the publisher shares the cores with Redis and the indexer"]
        return report
    }

    private func measureRound() async throws -> Round {
        let options = RedisServer.Options(arguments: ["--appendonly", "yes", "--appendfsync", "everysec"])
        return try await withRedisServer(options) { redis in
            try await withTemporaryFolder { folder in
                let indexer = try await IndexerUnderTest(
                    executable: try Program.own("aura-indexer", in: self.programs.binaries),
                    redis: redis.url,
                    folder: folder
                )
                do {
                    let round = try await self.measure(indexer, redis, folder)
                    await indexer.process.end(by: SIGTERM)
                    return round
                } catch {
                    await indexer.process.end(by: SIGKILL)
                    throw error
                }
            }
        }
    }

    private func measure(_ indexer: IndexerUnderTest, _ redis: RedisServer, _ folder: URL) async throws -> Round {
        let load = EventLoad(count: self.events, tenants: self.tenants)
        let client = RedisClient(
            configuration: try RedisConfiguration(url: redis.url),
            logger: Logger(label: "aura-bench")
        )
        let before = try await indexer.metrics()
        let (began, published) = try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await client.run() }
            defer { tasks.cancelAll() }
            try await client.waitUntilConnected()
            let began = ContinuousClock.now
            try await load.publish(with: client)
            return (began, ContinuousClock.now)
        }
        var after = before
        let end = published + .seconds(120)
        while after.sum(of: "aura_events_total", label: ("outcome", "indexed")) < Double(self.events) {
            guard ContinuousClock.now < end else { throw EventLoadError() }
            try await Task.sleep(for: .milliseconds(10))
            after = try await indexer.metrics()
        }
        let searchable = ContinuousClock.now
        try await self.check(load, folder)
        let cpu = "process_cpu_seconds_total"
        return Round(
            published: published - began,
            searchable: searchable - began,
            cpuSeconds: after.sum(of: cpu) - before.sum(of: cpu),
            residentBytes: after.sum(of: "process_resident_memory_bytes")
        )
    }

    /// Makes sure that the count was not all there is to it: every document is in the index, and the last is found.
    private func check(_ load: EventLoad, _ folder: URL) async throws {
        let embedder = HashingEmbedder()
        let store = try SQLiteStore(folder: folder.appendingPathComponent("data").path, model: embedder.model)
        let last = load.count - 1
        let text = load.subject(of: last)
        let query = StoreQuery(text: text, vector: try await embedder.embed([text]).first ?? [], limit: 50)
        guard let tenant = TenantID(load.tenant(of: last)),
            try await store.statistics().documents == load.count,
            try await store.search(query, in: tenant).contains(where: { $0.id == "mail_\(last)" })
        else { throw EventLoadError() }
    }
}
