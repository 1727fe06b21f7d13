import Foundation
import Synchronization
import TestSupport
import Testing

extension SystemTests {
    /// Runs that nobody wants any more.
    @Suite struct Cancellation {
        enum Phase: CaseIterable, Sendable {
            case beforeTheHead, beforeTheFirstToken, midStream
        }

        @Test(.timeLimit(.minutes(2)), arguments: Phase.allCases)
        func deletingARunClosesItsProviderConnection(in phase: Phase) async throws {
            let connections = Mutex<[ScriptedConnection]>([])
            try await withStack(
                provider: { _, connection in
                    connections.withLock { $0.append(connection) }
                    if phase != .beforeTheHead { try await connection.writeHead("200 OK", ProviderScripts.head) }
                    if phase == .midStream { try await connection.writeChunk(ProviderScripts.delta("one ")) }
                    await connection.waitForCloseOnly()
                },
                { stack in
                    _ = try await stack.startWorker("llm-1")
                    let edge = try await stack.startEdge("edge-1")
                    var times: [Duration] = []
                    for attempt in 1...5 {
                        var stream = try await edge.client().chat("hello")
                        await stack.provider.wait { $0.requests == attempt }
                        if phase == .midStream { _ = try await stream.next() }
                        try await eventually("the request's connection") {
                            connections.withLock { $0.count } == attempt
                        }
                        let connection = try #require(connections.withLock { $0.last })
                        let asked = ContinuousClock.now
                        let answer = try await edge.client().delete("/runs/\(stream.run)")
                        #expect(answer.status == 200)
                        times.append(await connection.waitForClose() - asked)
                        let events = try await stream.rest()
                        #expect(events.errorType == "Cancelled", "\(events)")
                        #expect(events.isDone)
                        let again = try await edge.client().delete("/runs/\(stream.run)")
                        #expect(again.status == 200)
                        #expect(try again.data()["status"] as? String == "cancelled")
                    }
                    // Two of five: the machine may be busy at the others.
                    #expect(times.sorted()[1] < .milliseconds(50), "\(times)")
                }
            )
        }

        @Test(.timeLimit(.minutes(1)))
        func deletingAQueuedRunNeverReachesTheProvider() async throws {
            try await withStack(provider: ProviderScripts.tokens(5)) { stack in
                let edge = try await stack.startEdge("edge-1")
                var stream = try await edge.client().chat("hello")
                #expect(try await edge.client().delete("/runs/\(stream.run)").status == 200)
                let events = try await stream.rest()
                #expect(events.errorType == "Cancelled")
                #expect(events.isDone)
                _ = try await stack.startWorker("llm-1")
                // The next question is answered, and is the only one that the provider hears.
                var next = try await edge.client().chat("next")
                #expect(try await next.rest().text == ProviderScripts.text(5))
                #expect(stack.provider.counts.requests == 1)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func vanishedClientStopsTheRunAfterTheGrace() async throws {
            try await withStack(
                environment: ["AURA_DETACH_GRACE": "1"],
                provider: ProviderScripts.tokens(3000, pace: .milliseconds(20))
            ) { stack in
                _ = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                var stream = try await edge.client().chat("hello")
                _ = try await stream.next(3)
                let left = ContinuousClock.now
                stream.hangUp()
                await stack.provider.wait { $0.openConnections == 0 }
                #expect(ContinuousClock.now - left > .seconds(0.9))
                #expect(ContinuousClock.now - left < .seconds(8))
                try await Self.wait(for: "cancelled", stream.run, edge)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func vanishedClientOfAWholeAnswerStopsTheRunToo() async throws {
            try await withStack(
                environment: ["AURA_DETACH_GRACE": "0.5"],
                provider: ProviderScripts.tokens(3000, pace: .milliseconds(20))
            ) { stack in
                _ = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                let asking = Task { try await edge.client().post("/chat", #"{"message":"hello"}"#) }
                await stack.provider.wait { $0.requests == 1 }
                asking.cancel()
                let left = ContinuousClock.now
                await stack.provider.wait { $0.openConnections == 0 }
                #expect(ContinuousClock.now - left < .seconds(8))
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func clientThatComesBackInTimeKeepsTheRun() async throws {
            try await withStack(
                environment: ["AURA_DETACH_GRACE": "2"],
                provider: ProviderScripts.tokens(300, pace: .milliseconds(20))
            ) { stack in
                _ = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                let other = try await stack.startEdge("edge-2")
                var stream = try await edge.client().chat("hello")
                let seen = try await stream.next(3)
                stream.hangUp()
                let last = try #require(seen.last?.id)
                var again = try await other.client().chat("hello", ["Last-Event-ID": last])
                let all = seen + (try await again.rest())
                #expect(all.text == ProviderScripts.text(300))
                #expect(all.isDone)
            }
        }

        private static func wait(for status: String, _ run: String, _ edge: Edge) async throws {
            while try await edge.client().get("/runs/\(run)").data()["status"] as? String != status {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
