import Foundation
import Synchronization
import TestSupport
import Testing

extension SystemTests {
    /// What answers cost, and what is kept of them.
    @Suite struct Accounts {
        @Test(.timeLimit(.minutes(2)))
        func aKilledWorkersTokensAreCountedAndItsConversationGoesOn() async throws {
            let asked = Mutex<[String]>([])
            let script = ProviderScripts.tokens(60, pace: .milliseconds(20))
            try await withStack(
                provider: { request, connection in
                    asked.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
                    try await script(request, connection)
                }
            ) { stack in
                let worker = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                let client = try edge.client()
                let body = #"{"message":"hello","conversationId":"thread_1"}"#
                var stream = try await client.stream("POST", "/chat/stream", body)
                let seen = try await stream.next(20)
                worker.process.signal(SIGKILL)
                _ = try await stack.startWorker("llm-2")
                #expect((seen + (try await stream.rest())).text == ProviderScripts.text(60))

                // One call that ended, and one of which some twenty tokens are known.
                let usage = try await Self.usage(client) { $0 == 2 }
                #expect(usage["requests"] as? Int == 2)
                let estimated = try #require(usage["estimated"] as? [String: Any])
                #expect(estimated["requests"] as? Int == 1)
                #expect((15...40).contains(estimated["completionTokens"] as? Int ?? 0))
                #expect(usage["completionTokens"] as? Int == 5 + (estimated["completionTokens"] as? Int ?? 0))

                // The next question is answered by another worker, which knows what was said.
                var next = try await client.stream("POST", "/chat/stream", body)
                _ = try await next.rest()
                let shown = try await client.get("/conversations/thread_1").data()
                let messages = try #require(shown["messages"] as? [[String: Any]])
                #expect(messages.map { $0["role"] as? String } == ["user", "assistant", "user", "assistant"])
                #expect(messages[1]["content"] as? String == ProviderScripts.text(60))
                #expect(asked.withLock { $0.map { $0.contains("t59") } } == [false, false, true])
                #expect(try await client.delete("/conversations/thread_1").status == 200)
                #expect(try await client.get("/conversations/thread_1").status == 404)
            }
        }

        /// The tenant's totals of today, once so many calls are counted.
        private static func usage(_ client: HTTPClient, _ isEnough: (Int) -> Bool) async throws -> [String: Any] {
            let end = ContinuousClock.now + .seconds(10)
            while true {
                let totals = try await client.get("/usage").data()["totals"] as? [String: Any] ?? [:]
                if isEnough(totals["requests"] as? Int ?? 0) || ContinuousClock.now > end { return totals }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
