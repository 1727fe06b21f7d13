import HTTPTypes
import Messages
import Testing

@testable import GatewayEdge

@Suite struct RequestBodyTests {
    private struct Fields: Decodable {
        struct Message: Decodable {
            var role: String
        }

        var messages: [Message]
        var place: Place?
    }

    private struct Place: Decodable {
        var name: String
    }

    private static func refusal(of body: String) -> EdgeError? {
        do throws(EdgeError) {
            _ = try RequestBody.decode(Fields.self, from: Array(body.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        (#"{}"#, SystemWords.missing("messages")), (#"{"messages":5}"#, .wrongType("messages")),
        (#"{"messages":[{}]}"#, .missing("messages[0].role")),
        (#"{"messages":[{"role":"user"},{"role":5}]}"#, .wrongType("messages[1].role")),
        (#"{"messages":["hi"]}"#, .wrongType("messages[0]")),
        (#"{"messages":[],"place":{"name":5}}"#, .wrongType("place.name")), ("[]", .bodyWrongType),
        ("5", .bodyWrongType), (#""hi""#, .bodyWrongType),
    ])
    func aFieldIsNamedByItsPlace(body: String, words: SystemWords) {
        let refusal = Self.refusal(of: body)
        #expect(refusal?.words == words)
        #expect(refusal?.status == .unprocessableContent)
    }

    @Test func theWholeBodyIsNamedInItsReadersLanguage() {
        let words = Self.refusal(of: "[]")?.words
        #expect(words?.text(in: .korean) == "본문의 형식이 다릅니다")
        #expect(words?.text(in: .english) == "The body has another type")
    }

    @Test func whatCanBeReadIsRead() throws {
        let fields = try RequestBody.decode(Fields.self, from: Array(#"{"messages":[{"role":"user"}]}"#.utf8))
        #expect(fields.messages.map(\.role) == ["user"])
        #expect(Self.refusal(of: "{")?.words == .bodyNoJSON)
    }
}
