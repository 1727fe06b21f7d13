import Foundation
import HTTPFetch
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct EmbeddingProviderTests {
    private static let json = ["Content-Type": "application/json"]

    private func provider(_ http: ScriptedFetcher, dimensions: Int? = nil) throws -> EmbeddingProvider {
        let configuration = try #require(try EmbeddingConfiguration.test(dimensions: dimensions))
        return EmbeddingProvider(configuration: configuration, http: http)
    }

    /// What an answer's failure is for two texts of two numbers each; nil for a success.
    private func failure(_ http: ScriptedFetcher) async throws -> ProviderFailure? {
        do {
            _ = try await self.provider(http).embed(["a", "b"], dimension: 2, traceparent: nil)
            return nil
        } catch let failure as ProviderFailure {
            return failure
        }
    }

    // OpenAI API reference, embeddings/create.
    @Test(arguments: [nil, 512])
    func theRequestIsThatOfTheReference(dimensions: Int?) async throws {
        let http = ScriptedFetcher(headers: Self.json, chunks: [embeddingAnswer([(0, [1, 0])])])
        _ = try await self.provider(http, dimensions: dimensions).embed(
            ["안녕"],
            dimension: 2,
            traceparent: "00-aa-bb-01"
        )
        let sent = try #require(http.requests.first)
        #expect(sent.method == "POST")
        #expect(sent.url == "http://provider.invalid/v1/embeddings")
        let headers = FetchHeaders(sent.headers)
        #expect(headers["Authorization"] == "Bearer \(EmbeddingConfiguration.testKey)")
        #expect(headers["Content-Type"] == "application/json")
        #expect(headers["traceparent"] == "00-aa-bb-01")
        let body = try JSONSerialization.jsonObject(with: Data(try #require(sent.body))) as? NSDictionary
        var expected: [String: Any] = ["model": "m-embed", "input": ["안녕"], "encoding_format": "float"]
        expected["dimensions"] = dimensions
        #expect(body == expected as NSDictionary)
    }

    @Test func vectorsAreOrderedByTheirTextsAndOfLengthOne() async throws {
        let answer = embeddingAnswer([(2, [0, 0]), (0, [3, 4]), (1, [0, -0.25])])
        let http = ScriptedFetcher(headers: Self.json, chunks: [answer])
        let made = try await self.provider(http).embed(["a", "b", "c"], dimension: 2, traceparent: nil)
        #expect(made.promptTokens == 1)
        #expect(made.vectors == [[0.6, 0.8], [0, -1], [0, 0]])
    }

    @Test(
        arguments: [
            "", "{}", "garbage", "<html>busy</html>", #"{"data":{}}"#, #"{"data":[{"embedding":[1,2]}]}"#,
            #"{"error":{"message":"overloaded"}}"#,
            #"{"data":[{"index":0,"embedding":[1e39,2]},{"index":1,"embedding":[1,2]}]}"#,
            #"{"data":[{"index":0,"embedding":"AACAPw=="},{"index":1,"embedding":[1,2]}]}"#,
            embeddingAnswer([]), embeddingAnswer([(0, [1, 0])]),
            embeddingAnswer([(0, [1, 0]), (1, [1, 0]), (2, [1, 0])]),
            embeddingAnswer([(0, [1, 0]), (0, [1, 0])]), embeddingAnswer([(0, [1, 0]), (2, [1, 0])]),
            embeddingAnswer([(-1, [1, 0]), (1, [1, 0])]),
        ]
    )
    func whatAreNotTheTextsVectorsIsAFailure(body: String) async throws {
        let http = ScriptedFetcher(headers: Self.json, chunks: [body])
        #expect(try await self.failure(http)?.kind == .broken)
    }

    @Test(arguments: [[1] as [Float], [1, 2, 3], []])
    func vectorsOfAnotherSizeAreRefusedForGood(vector: [Float]) async throws {
        let http = ScriptedFetcher(headers: Self.json, chunks: [embeddingAnswer([(0, vector), (1, vector)])])
        let failure = try #require(try await self.failure(http))
        #expect(failure.kind == .refused)
        #expect(!failure.isTransient)
        #expect(failure.detail.contains("where 2 are wanted"))
    }

    @Test func aKeyThatIsQuotedIsNotPassedOn() async throws {
        let quoted = #"{"error":{"message":"Incorrect API key: \#(EmbeddingConfiguration.testKey)"}}"#
        for http in [
            ScriptedFetcher(status: 401, headers: Self.json, chunks: [quoted]),
            ScriptedFetcher(headers: Self.json, chunks: [quoted]),
        ] {
            let failure = try #require(try await self.failure(http))
            #expect(failure.detail.contains("Incorrect API key"))
            #expect(!failure.detail.contains(EmbeddingConfiguration.testKey))
        }
    }
}
