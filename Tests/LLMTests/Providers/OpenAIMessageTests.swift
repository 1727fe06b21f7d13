import FoundationEssentials
import Messages
import Testing

@testable import LLM

@Suite struct OpenAIMessageTests {
    private func text(of message: ChatMessage) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(OpenAIMessage(message: message)), as: UTF8.self)
    }

    @Test func callsAndTheirOutcomesHaveTheAPIsShape() throws {
        let call = ToolCall(id: "a", name: "search", arguments: #"{"q":1}"#)
        let asking = try self.text(of: ChatMessage(role: .assistant, content: "", toolCalls: [call]))
        #expect(
            asking == """
                {"content":"","role":"assistant","tool_calls":[{"function":{"arguments":"{\\"q\\":1}","name":"search"},\
                "id":"a","type":"function"}]}
                """
        )
        let outcome = try self.text(of: ChatMessage(role: .tool, content: "none", toolCallId: "a"))
        #expect(outcome == #"{"content":"none","role":"tool","tool_call_id":"a"}"#)
        #expect(try self.text(of: ChatMessage(role: .user, content: "hi")) == #"{"content":"hi","role":"user"}"#)
    }
}
