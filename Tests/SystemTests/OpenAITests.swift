import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// The OpenAI-compatible API, used by those whom it is for.
    @Suite struct OpenAI {
        @Test(.timeLimit(.minutes(3)))
        func theOfficialClientWorksUnchanged() async throws {
            try await withStack(provider: CompletionScript.answer) { stack in
                _ = try await stack.startWorker("llm-1", ["OPENAI_EMBEDDING_MODEL": "m-embed"])
                let edge = try await stack.startEdge("edge-1", ["AURA_MAX_STREAMS_PER_USER": "2"])
                for (user, path) in [("42", "/v1"), ("43", "/aura/v1")] {
                    let (isWell, output) = try await OpenAIClient.run(
                        against: "http://127.0.0.1:\(edge.port)\(path)",
                        token: try Stack.token(user: user)
                    )
                    #expect(isWell, "\(path): \(output)")
                    #expect(output.hasSuffix("one_stream_too_many\n"))
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func killedWorkersAnswerGoesOnSilentlyOrEndsWithAnError() async throws {
            try await withStack(provider: ProviderScripts.tokens(300, pace: .milliseconds(20))) { stack in
                let worker = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                let body = #"{"messages":[{"role":"user","content":"hello"}],"stream":true}"#
                var stream = try await edge.client().stream("POST", "/v1/chat/completions", body)
                async let whole = edge.client().post(
                    "/v1/chat/completions",
                    #"{"messages":[{"role":"user","content":"hello"}]}"#
                )
                _ = try await stream.next(5)
                _ = try await stack.startWorker("llm-2")
                worker.process.signal(SIGKILL)
                let rest = try await stream.rest()
                #expect(rest.isDone)
                #expect(rest.filter { $0.data.hasPrefix(#"{"error":{"#) }.count == 1)
                // Nobody has seen any of it.
                let answer = try await whole
                #expect(answer.status == 200)
                #expect(answer.text.contains(ProviderScripts.text(300)))
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func withoutAModelDocumentsAreQuoted() async throws {
            try await withStack(provider: ProviderScripts.tokens(1)) { stack in
                _ = try await stack.startWorker("llm-1", ["AURA_LLM_PROVIDER": "extractive"])
                _ = try await stack.startIndexer("indexer-1")
                let edge = try await stack.startEdge("edge-1")
                let mail = try EventPublisher.mail(981, "Budget review")
                try await EventPublisher.publish([mail], on: stack.redis.port)
                let client = try edge.client()
                while try await !client.post("/search", #"{"query":"budget"}"#).text.contains("mail_981") {
                    try await Task.sleep(for: .milliseconds(20))
                }
                let answer = try await client.post(
                    "/v1/chat/completions",
                    #"{"messages":[{"role":"user","content":[{"type":"text","text":"the budget review?"}]}]}"#,
                    ["Accept-Language": "en"]
                )
                #expect(answer.status == 200)
                #expect(answer.text.contains("“Budget review” [1]"))
                #expect(answer.text.contains(#""model":"extractive""#))
                let embeddings = try await client.post("/v1/embeddings", #"{"input":"a"}"#)
                #expect(embeddings.status == 404)
                #expect(embeddings.text.contains("model_not_found"))
            }
        }
    }
}
