import Foundation
import Messages
import HTTPTypes
import Testing

@testable import GatewayEdge

@Suite struct EmbeddingsTests {
    private func request(_ body: String) throws(OpenAIError) -> EmbeddingsRequest {
        try EmbeddingsRequest(body: Array(body.utf8))
    }

    private func part(_ vectors: [[Float]], model: String = "m", tokens: Int? = nil) -> Embeddings {
        Embeddings(model: model, dimension: vectors[0].count, vectors: vectors, promptTokens: tokens)
    }

    @Test func oneTextOrSeveralAreTakenWithTheirEncoding() throws {
        let one = try self.request(#"{"input":"a","model":"aura"}"#)
        #expect(one.texts == ["a"])
        #expect(one.model == nil)
        #expect(one.encoding == .float)
        let two = try self.request(#"{"input":["a","b"],"model":"m","encoding_format":"base64","dimensions":2}"#)
        #expect(two.texts == ["a", "b"])
        #expect(two.model == "m")
        #expect(two.encoding == .base64)
        #expect(two.dimensions == 2)
    }

    @Test(arguments: [
        "{}", #"{"input":[]}"#, #"{"input":""}"#, #"{"input":["a",""]}"#, #"{"input":[1,2]}"#, #"{"input":[[1,2]]}"#,
        #"{"input":"a","encoding_format":"int8"}"#,
        #"{"input":"\#(String(repeating: "a", count: 8001))"}"#,
        #"{"input":[\#(Array(repeating: "\"a\"", count: 2049).joined(separator: ","))]}"#,
    ])
    func whatCannotBeEmbeddedIsABadRequest(body: String) {
        #expect { try self.request(body) } throws: { error in
            (error as? OpenAIError)?.status == .badRequest
        }
    }

    @Test func partsAreJoinedInOrderAndTheirTokensAdded() throws {
        let request = try self.request(#"{"input":["a","b","c"]}"#)
        let answer = try EmbeddingsAnswer(
            [self.part([[1, 2], [3, 4]], tokens: 5), self.part([[5, 6]])],
            to: request
        )
        #expect(answer.data.map(\.embedding) == [.numbers([1, 2]), .numbers([3, 4]), .numbers([5, 6])])
        #expect(answer.data.map(\.index) == [0, 1, 2])
        #expect(answer.usage == .init(promptTokens: 5, totalTokens: 5))
        #expect(answer.model == "m")
    }

    @Test func base64HoldsEachVectorsOwnBytes() throws {
        let request = try self.request(#"{"input":["a","b"],"encoding_format":"base64"}"#)
        let answer = try EmbeddingsAnswer([self.part([[1, -2], [0.5, 0]])], to: request)
        #expect(answer.data.map(\.embedding) == [.base64("AACAPwAAAMA="), .base64("AAAAPwAAAAA=")])
    }

    @Test func anotherSizeThanAskedForIsABadRequest() throws {
        let request = try self.request(#"{"input":"a","dimensions":3}"#)
        #expect(throws: OpenAIError.invalid(.only("dimensions", 2), param: "dimensions")) {
            try EmbeddingsAnswer([self.part([[1, 2]])], to: request)
        }
    }

    @Test func partsThatDoNotBelongTogetherAreNoAnswer() throws {
        let request = try self.request(#"{"input":["a","b"]}"#)
        for parts in [
            [], [self.part([[1]])], [self.part([[1]]), self.part([[1]], model: "n")],
            [self.part([[1]]), self.part([[1, 2]])],
        ] {
            #expect(throws: RunFailure.self) { try EmbeddingsAnswer(parts, to: request) }
        }
    }
}
