import Foundation
import HTTPFetch
import Messages
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct OpenAIProviderTests {
    private static let done = "data: [DONE]\n\n"

    private func provider(_ http: ScriptedFetcher, key: String? = "sk-test-0123456789") -> OpenAIProvider {
        OpenAIProvider(configuration: .test(key: key), http: http)
    }

    // OpenAI API reference, chat/create.
    @Test func theRequestIsThatOfAStreamedCompletion() async throws {
        let http = ScriptedFetcher(chunks: [Self.done])
        let messages = [ChatMessage(role: .system, content: "s"), ChatMessage(role: .user, content: "안녕")]
        let request = ModelRequest(
            messages: messages,
            model: "m-1",
            language: .korean,
            traceparent: "00-aa-bb-01",
            call: .sample()
        )
        _ = try await self.provider(http).answer(request, into: Emitted())
        let sent = try #require(http.requests.first)
        #expect(sent.method == "POST")
        #expect(sent.url == "http://provider.invalid/v1/chat/completions")
        let headers = FetchHeaders(sent.headers)
        #expect(headers["Authorization"] == "Bearer sk-test-0123456789")
        #expect(headers["Content-Type"] == "application/json")
        #expect(headers["traceparent"] == "00-aa-bb-01")
        let body = try JSONSerialization.jsonObject(with: Data(try #require(sent.body))) as? NSDictionary
        #expect(
            body == [
                "model": "m-1", "stream": true, "stream_options": ["include_usage": true],
                "messages": [["role": "system", "content": "s"], ["role": "user", "content": "안녕"]],
            ]
        )
    }

    @Test func withoutAModelOrAKeyTheConfigurationsIsAskedAndNoneSent() async throws {
        let http = ScriptedFetcher(chunks: [Self.done])
        _ = try await self.provider(http, key: nil).answer(into: Emitted())
        let sent = try #require(http.requests.first)
        #expect(FetchHeaders(sent.headers)["Authorization"] == nil)
        let body = try JSONSerialization.jsonObject(with: Data(try #require(sent.body))) as? NSDictionary
        #expect(body?["model"] as? String == "m-default")
    }

    @Test func piecesAreHandedOnAsTheyComeAndWhatCameTogetherAsOne() async throws {
        let http = ScriptedFetcher(chunks: [delta("안"), delta("녕") + delta("!"), Self.done])
        let emitted = Emitted()
        _ = try await self.provider(http).answer(into: emitted)
        #expect(emitted.texts == ["안", "녕!"])
    }

    @Test func anAnswerInOnePieceIsTakenToo() async throws {
        let json = """
            {"choices":[{"message":{"content":"whole"},"finish_reason":"length"}],\
            "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}
            """
        let http = ScriptedFetcher(headers: ["content-type": "application/json"], chunks: [json])
        let emitted = Emitted()
        let completed = try await self.provider(http).answer(into: emitted)
        #expect(emitted.texts == ["whole"])
        let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
        #expect(completed == Completed(usage: usage, finishReason: "length"))
    }

    @Test(arguments: [
        "<html>busy</html>", "", "{}", #"{"choices":[]}"#, #"{"choices":[{"message":{}}]}"#,
        #"{"error":{"message":"overloaded"}}"#, #"{"error":"overloaded"}"#,
    ])
    func whatIsNoAnswerThough200IsAFailure(body: String) async {
        let http = ScriptedFetcher(headers: ["Content-Type": "application/json"], chunks: [body])
        let emitted = Emitted()
        #expect(await self.provider(http).failure(into: emitted)?.kind == .broken)
        #expect(emitted.texts.isEmpty)
    }

    @Test(
        arguments: [
            (nil, nil), ("2", .seconds(2)), ("0.5", .milliseconds(500)), ("0", .zero), ("", nil), ("soon", nil),
            ("-5", nil), ("nan", nil), ("inf", nil), ("-inf", nil), ("1e999", nil),
        ] as [(String?, Duration?)]
    )
    func retryAfterIsReadWhereItIsANumberOfSeconds(value: String?, expected: Duration?) async {
        var headers = ["Content-Type": "application/json"]
        headers["Retry-After"] = value
        let http = ScriptedFetcher(status: 429, headers: headers, chunks: ["{}"])
        let failure = await self.provider(http).failure()
        #expect(failure?.kind == .rateLimited)
        #expect(failure?.retryAfter == expected)
    }

    @Test(arguments: ["1e30", "9e18", "99999999999999999999", "1.7976931348623157e308"])
    func anAbsurdRetryAfterIsALongOneAndNoCrash(value: String) async throws {
        let http = ScriptedFetcher(status: 503, headers: ["Retry-After": value], chunks: [""])
        let failure = try #require(await self.provider(http).failure())
        #expect(failure.kind == .unavailable)
        #expect(RetryPolicy().delay(after: failure, attempt: 1, jitter: 1) == nil)
    }

    @Test func whatAProviderSaysGoesToTheLogWithoutTheKey() async throws {
        let body = #"{"error":{"message":"Incorrect API key provided: sk-test-0123456789. See our site."}}"#
        for http in [
            ScriptedFetcher(status: 401, headers: ["Content-Type": "application/json"], chunks: [body]),
            ScriptedFetcher(headers: ["Content-Type": "application/json"], chunks: [body]),
            ScriptedFetcher(chunks: ["data: \(body)\n\n"]),
        ] {
            let failure = try #require(await self.provider(http).failure())
            #expect(failure.detail.contains("Incorrect API key"))
            #expect(!failure.detail.contains("sk-test-0123456789"))
        }
    }

    @Test func anErrorsBodyThatCannotBeReadDoesNotHideItsStatus() async {
        let cut = FetchError(code: .connectionCut, message: "cut")
        let http = ScriptedFetcher(status: 500, chunks: ["{\"err"], failure: cut)
        #expect(await self.provider(http).failure()?.kind == .unavailable)
    }

    @Test func whatTheReaderThrowsEndsTheAnswer() async {
        struct Enough: Error {}
        let http = ScriptedFetcher(chunks: [delta("a"), delta("b"), Self.done])
        await #expect(throws: Enough.self) {
            _ = try await self.provider(http).answer(.hello) { _ in throw Enough() }
        }
    }

    @Test func aFetchThatACancelEndedIsNoFailureOfTheProvider() async {
        let http = ScriptedFetcher { _ throws(FetchError) in throw FetchError(code: .cancelled, message: "gave up") }
        let provider = self.provider(http)
        await withTaskGroup(of: Void.self) { tasks in
            tasks.cancelAll()
            tasks.addTask {
                await #expect(throws: CancellationError.self) { _ = try await provider.answer(into: Emitted()) }
            }
        }
    }
}
