import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// Processes that die, and stores that go away.
    @Suite struct Crashes {
        @Test(.timeLimit(.minutes(2)), arguments: [false, true])
        func killedWorkersAnswerIsCompletedByAnother(restartedUnderTheSameName: Bool) async throws {
            try await withStack(provider: ProviderScripts.tokens(200, pace: .milliseconds(20))) { stack in
                let worker = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                var stream = try await edge.client().chat("hello")
                let seen = try await stream.next(10)
                if !restartedUnderTheSameName { _ = try await stack.startWorker("llm-2") }
                worker.process.signal(SIGKILL)
                let killed = ContinuousClock.now
                if restartedUnderTheSameName { _ = try await stack.startWorker("llm-1") }
                let rest = try await stream.rest()
                let all = seen + rest
                #expect(all.text == ProviderScripts.text(200))
                #expect(all.isDone)
                #expect(all.names == ["restarted"])
                // A lease, a look at the dead, and the answer's own four seconds.
                #expect(ContinuousClock.now - killed < .seconds(20))
                #expect(stack.provider.counts.requests == 2)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func workerKilledBeforeTheFirstTokenIsReplacedSilently() async throws {
            let isFirst = Once()
            try await withStack(
                provider: { request, connection in
                    if isFirst.take() { return await connection.waitForCloseOnly() }
                    try await ProviderScripts.tokens(10)(request, connection)
                },
                { stack in
                    let worker = try await stack.startWorker("llm-1")
                    let edge = try await stack.startEdge("edge-1")
                    var stream = try await edge.client().chat("hello")
                    await stack.provider.wait { $0.requests == 1 }
                    _ = try await stack.startWorker("llm-2")
                    worker.process.signal(SIGKILL)
                    let events = try await stream.rest()
                    #expect(events.text == ProviderScripts.text(10))
                    #expect(events.names.isEmpty)
                    #expect(events.isDone)
                }
            )
        }

        @Test(.timeLimit(.minutes(2)), arguments: [false, true])
        func streamOutlivesARestartOfRedis(withData: Bool) async throws {
            let options = RedisServer.Options(
                arguments: withData ? ["--appendonly", "yes", "--appendfsync", "everysec"] : []
            )
            try await withStack(redis: options, provider: ProviderScripts.tokens(150, pace: .milliseconds(20))) {
                stack in
                _ = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                var stream = try await edge.client().chat("hello")
                let seen = try await stream.next(20)
                await stack.redis.kill()
                try await Task.sleep(for: .seconds(1))  // the outage itself
                try await stack.redis.start()
                let back = ContinuousClock.now
                try await Self.waitForAnAnswer(from: edge)
                #expect(ContinuousClock.now - back < .seconds(10))
                let all = seen + (try await stream.rest())
                #expect(all.isDone)
                #expect(all.errorType != nil || all.text == ProviderScripts.text(150))
                if withData { #expect(all.text == ProviderScripts.text(150)) }
            }
        }

        /// Asks until a whole answer comes.
        private static func waitForAnAnswer(from edge: Edge) async throws {
            while true {
                if var stream = try? await edge.client(user: "7").chat("again"), try await stream.next() != nil {
                    return stream.hangUp()
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func stoppingEdgeSendsItsStreamsElsewhere() async throws {
            try await withStack(provider: ProviderScripts.tokens(100, pace: .milliseconds(20))) { stack in
                _ = try await stack.startWorker("llm-1")
                let first = try await stack.startEdge("edge-1")
                let second = try await stack.startEdge("edge-2")
                var stream = try await first.client().chat("hello")
                let seen = try await stream.next(20)
                first.process.signal(SIGTERM)
                let cut = try await stream.rest()
                #expect(cut.isDone)
                #expect(cut.errorType == "ServerShutdown")
                let last = try #require((seen + cut).last { $0.id != nil }?.id)
                var again = try await second.client().chat("hello", ["Last-Event-ID": last])
                let rest = try await again.rest()
                #expect((seen + cut + rest).text == ProviderScripts.text(100))
                #expect(stack.provider.counts.requests == 1)
                await first.process.waitForEnd()
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func stoppingWorkerFinishesWhatItHas() async throws {
            try await withStack(provider: ProviderScripts.tokens(100, pace: .milliseconds(20))) { stack in
                let worker = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                var stream = try await edge.client().chat("hello")
                let seen = try await stream.next(10)
                worker.process.signal(SIGTERM)
                let all = seen + (try await stream.rest())
                #expect(all.text == ProviderScripts.text(100))
                #expect(all.names.isEmpty)
                #expect(all.isDone)
                await worker.process.waitForEnd()
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func stoppingWorkerHandsBackWhatItCannotFinish() async throws {
            let isFirst = Once()
            try await withStack(
                environment: ["AURA_DRAIN_TIMEOUT": "1"],
                provider: { request, connection in
                    if !isFirst.take() { return try await ProviderScripts.tokens(20)(request, connection) }
                    try await connection.writeHead("200 OK", ProviderScripts.head)
                    try await connection.writeChunk(ProviderScripts.delta("never finished"))
                    await connection.waitForCloseOnly()
                },
                { stack in
                    let worker = try await stack.startWorker("llm-1")
                    let edge = try await stack.startEdge("edge-1")
                    var stream = try await edge.client().chat("hello")
                    let seen = try await stream.next(1)
                    _ = try await stack.startWorker("llm-2")
                    worker.process.signal(SIGTERM)
                    let all = seen + (try await stream.rest())
                    #expect(all.text == ProviderScripts.text(20))
                    #expect(all.names == ["restarted"])
                    await worker.process.waitForEnd()
                }
            )
        }
    }
}
