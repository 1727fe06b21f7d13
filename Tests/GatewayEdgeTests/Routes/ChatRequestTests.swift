import HTTPTypes
import Messages
import Testing

@testable import GatewayEdge

@Suite struct ChatRequestTests {
    private func request(_ body: String, query: [String: String] = [:]) throws -> ChatRequest {
        try ChatRequest(body: Array(body.utf8)) { query[$0] }
    }

    private func status(_ body: [UInt8], query: [String: String] = [:]) -> Int? {
        do {
            _ = try ChatRequest(body: body) { query[$0] }
            return nil
        } catch {
            return error.status.code
        }
    }

    private static func asked(_ text: String) -> [ChatMessage] { [ChatMessage(role: .user, content: text)] }

    // Contract, ruling 10.
    @Test(arguments: [
        (#"{"message":"hi"}"#, [:]), (#"{"prompt":"hi"}"#, [:]), ("", ["message": "hi"]), ("{}", ["message": "hi"]),
        (#"{"messages":[{"role":"user","content":"hi"}]}"#, [:]), (#"{"message":"hi"}"#, ["message": "other"]),
        (#"{"message":"hi","prompt":"other"}"#, [:]), (#"{"message":null,"prompt":"hi"}"#, [:]),
        (#" {"message":"hi","conversationId":"c1","rag":true,"unknown":[1]} "#, [:]),
    ])
    func theQuestionIsTakenFromWhereverItStands(body: String, query: [String: String]) throws {
        #expect(try self.request(body, query: query).messages == Self.asked("hi"))
    }

    @Test func theConversationIsTakenFromTheBodyOrTheQuery() throws {
        let query = ["conversationId": "c2"]
        let both = try self.request(#"{"message":"hi","conversationId":"c1"}"#, query: query)
        #expect(both.conversation?.description == "c1")
        #expect(try self.request(#"{"message":"hi"}"#, query: query).conversation?.description == "c2")
        #expect(try self.request(#"{"message":"hi","conversationId":null}"#).conversation == nil)
    }

    @Test(arguments: [
        #"{"message":"hi","conversationId":""}"#, #"{"message":"hi","conversationId":"a b"}"#,
        #"{"message":"hi","conversationId":".."}"#, #"{"message":"hi","conversationId":7}"#,
        #"{"messages":[{"role":"assistant","content":"a"}],"conversationId":"c1"}"#,
    ])
    func aConversationThatCannotBeIsRefused(body: String) {
        #expect(self.status(Array(body.utf8)) == 422)
    }

    @Test func aConversationIsTakenWithItsRoles() throws {
        let body = """
            {"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"},\
            {"role":"assistant","content":"a"},{"role":"user","content":"안녕 👋"}],"message":"other"}
            """
        #expect(
            try self.request(body).messages == [
                ChatMessage(role: .system, content: "s"), ChatMessage(role: .user, content: "u"),
                ChatMessage(role: .assistant, content: "a"), ChatMessage(role: .user, content: "안녕 👋"),
            ]
        )
    }

    @Test(arguments: [
        (#"{"message":"hi","model":"m1"}"#, [:], "m1"), (#"{"message":"hi"}"#, ["model": "m2"], "m2"),
        (#"{"message":"hi","model":"m1"}"#, ["model": "m2"], "m1"), (#"{"message":"hi"}"#, [:], nil),
    ])
    func theQueryFillsWhatTheBodyLacks(body: String, query: [String: String], model: String?) throws {
        #expect(try self.request(body, query: query).model == model)
    }

    @Test(arguments: [
        "{", "hi", #"{"message":"hi""#, #"{"message":"hi"} x"#, "{'message':'hi'}", "\u{0}",
    ])
    func whatIsNoJSONIsABadRequest(body: String) {
        #expect(self.status(Array(body.utf8), query: ["message": "hi"]) == 400)
    }

    @Test func bytesThatAreNoUTF8AreABadRequest() {
        #expect(self.status(Array(#"{"message":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)) == 400)
    }

    @Test func deepNestingIsABadRequestAndNoCrash() {
        let depth = 500_000
        #expect(self.status([UInt8](repeating: UInt8(ascii: "["), count: depth)) == 400)
        let inField = Array(#"{"message":"#.utf8) + [UInt8](repeating: UInt8(ascii: "["), count: depth)
        #expect(self.status(inField) == 400)
    }

    @Test(arguments: [
        "{}", "", #"{"message":null}"#, #"{"message":""}"#, #"{"message":" \n\t"}"#, #"{"messages":[]}"#,
        #"{"messages":[{"role":"user","content":""}]}"#,
    ])
    func withoutAMessageNothingCanBeAsked(body: String) {
        #expect(self.status(Array(body.utf8)) == 422)
    }

    @Test(arguments: [
        #"{"message":5}"#, #"{"message":["hi"]}"#, #"{"message":{"text":"hi"}}"#, #"{"message":true}"#,
        #"{"prompt":5}"#, #"{"messages":"hi"}"#, #"{"messages":["hi"]}"#, #"{"messages":[{"role":"user"}]}"#,
        #"{"messages":[{"content":"hi"}]}"#, #"{"messages":[{"role":"user","content":5}]}"#,
        #"{"messages":[{"role":"user","content":null}]}"#, #"{"messages":[{"role":"tool","content":"hi"}]}"#,
        #"{"message":"hi","model":5}"#, #"{"message":"hi","model":""}"#, "[1]", "5", "null", "\"hi\"",
    ])
    func fieldsOfAWrongTypeAreUnusable(body: String) {
        #expect(self.status(Array(body.utf8), query: ["message": "hi"]) == 422)
    }

    @Test func aModelsNameHasALimit() {
        #expect(
            self.status(Array(#"{"message":"hi"}"#.utf8), query: ["model": String(repeating: "m", count: 200)]) == nil
        )
        #expect(
            self.status(Array(#"{"message":"hi"}"#.utf8), query: ["model": String(repeating: "m", count: 201)]) == 422
        )
    }
}
