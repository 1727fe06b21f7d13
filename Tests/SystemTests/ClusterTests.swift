import Foundation
import Messages
import Synchronization
import TestSupport
import Testing

extension SystemTests {
    /// The product over a Redis Cluster: masters that die, slots that move.
    @Suite struct Cluster {
        /// Replication is asynchronous, so a master takes with it what its replica did not have yet. Of a run that is the
        /// end of its log, which the run's owner lives to write again; so every answer must be whole all the same.
        @Test(.timeLimit(.minutes(3)), arguments: ["the log of a run", "the commands"])
        func streamsOutliveAMaster(whichHas what: String) async throws {
            try await withRedisCluster(replicas: true) { cluster in
                try await withStack(provider: ProviderScripts.tokens(250, pace: .milliseconds(20))) { stack in
                    let redis = ["REDIS_URL": cluster.url]
                    for number in 1...2 { _ = try await stack.startWorker("llm-\(number)", redis) }
                    let edges = [
                        try await stack.startEdge("edge-1", redis), try await stack.startEdge("edge-2", redis),
                    ]
                    let answers = try await withThrowingTaskGroup(of: Answer.self) { tasks in
                        let runs = Started()
                        for number in 0..<8 {
                            tasks.addTask { try await Self.read("\(number)", edges[number % 2], edges, runs) }
                        }
                        try await eventually("eight streams that flow") { runs.all.count == 8 }
                        let run = try #require(runs.all.first.flatMap { RunID($0) })
                        let key = what == "the commands" ? BusKeys.commands(.llm) : BusKeys.log(run)
                        let master = try await cluster.master(of: key)
                        await master.kill()
                        let killed = ContinuousClock.now
                        try await Self.waitForAnAnswer(from: edges[0])
                        #expect(ContinuousClock.now - killed < .seconds(25))
                        return try await tasks.reduce(into: []) { $0.append($1) }
                    }
                    #expect(answers.count == 8)
                    for answer in answers {
                        #expect(answer.isDone)
                        #expect(answer.text == ProviderScripts.text(250), "\(answer.errors)")
                    }
                }
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func slotsMoveUnderLoadAndNobodyNotices() async throws {
            try await withRedisCluster(replicas: false) { cluster in
                try await withStack(provider: ProviderScripts.tokens(40, pace: .milliseconds(10))) { stack in
                    let redis = ["REDIS_URL": cluster.url]
                    for number in 1...2 { _ = try await stack.startWorker("llm-\(number)", redis) }
                    let edges = [
                        try await stack.startEdge("edge-1", redis), try await stack.startEdge("edge-2", redis),
                    ]
                    // With all its slots, so that the stream of commands is among them.
                    let source = try await cluster.master(of: BusKeys.commands(.llm))
                    let target = try #require(cluster.nodes.first { $0.port != source.port })
                    let moving = Going()
                    let count = try await withThrowingTaskGroup(of: Int.self) { tasks in
                        for user in 0..<6 {
                            tasks.addTask {
                                var count = 0
                                while moving.isOn {
                                    var stream = try await edges[user % 2].client(user: "\(user)").chat("hello")
                                    let events = try await stream.rest()
                                    #expect(events.isDone)
                                    #expect(events.names.isEmpty)
                                    #expect(events.text == ProviderScripts.text(40))
                                    count += 1
                                }
                                return count
                            }
                        }
                        try await cluster.reshard(5461, from: source, to: target)
                        moving.stop()
                        return try await tasks.reduce(0, +)
                    }
                    #expect(count > 20)
                    #expect(try await cluster.master(of: BusKeys.commands(.llm)).port == target.port)
                }
            }
        }

        /// Whether what a test waits for goes on still.
        private final class Going: Sendable {
            private let state = Mutex(true)
            var isOn: Bool { self.state.withLock { $0 } }
            func stop() { self.state.withLock { $0 = false } }
        }

        /// What came of one question.
        private struct Answer: Sendable {
            var text: String
            var isDone: Bool
            var errors: [String]
        }

        /// The runs whose text has begun to flow.
        private final class Started: Sendable {
            private let runs = Mutex<[String]>([])
            var all: [String] { self.runs.withLock { $0 } }
            func add(_ run: String) { self.runs.withLock { $0.append(run) } }
        }

        /// Asks, and where the stream ends with an error takes it up again where it broke off, as a client would.
        private static func read(_ user: String, _ edge: Edge, _ edges: [Edge], _ runs: Started) async throws -> Answer
        {
            var stream = try await edge.client(user: user).chat("hello")
            let run = stream.run
            var events = try await stream.next(10)
            runs.add(run)
            var errors: [String] = []
            let end = ContinuousClock.now + .seconds(60)
            while true {
                events += (try? await stream.rest()) ?? []
                guard events.errorType != nil || !events.isDone, ContinuousClock.now < end else { break }
                errors.append(events.errorType ?? "cut off")
                events.removeAll { $0.name == "error" || $0.data == "[DONE]" }
                let last = events.last { $0.id != nil }?.id
                stream = try await Self.resume(run, after: last, edges, user, until: end)
            }
            return Answer(text: events.text, isDone: events.isDone, errors: errors)
        }

        private static func resume(
            _ run: String,
            after id: String?,
            _ edges: [Edge],
            _ user: String,
            until end: ContinuousClock.Instant
        ) async throws -> EventStream {
            let headers = id.map { ["Last-Event-ID": $0] } ?? [:]
            while true {
                do {
                    return try await edges[1].client(user: user).stream("GET", "/runs/\(run)/stream", nil, headers)
                } catch {
                    guard ContinuousClock.now < end else { throw error }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
        }

        /// Asks until a whole answer begins.
        private static func waitForAnAnswer(from edge: Edge) async throws {
            while true {
                if var stream = try? await edge.client(user: "99").chat("again"), try await stream.next() != nil,
                    try await stream.next(3).last?.name == nil
                {
                    return stream.hangUp()
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
