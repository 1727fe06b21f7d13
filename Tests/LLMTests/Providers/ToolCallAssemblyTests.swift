import Messages
import Testing

@testable import LLM

@Suite struct ToolCallAssemblyTests {
    private static let stream = """
        data: {"model":"m-1","choices":[{"delta":{"reasoning_content":"hm"}}]}

        data: {"choices":[{"delta":{"content":"Let me see.","tool_calls":[{"index":0,"id":"a","type":"function",\
        "function":{"name":"send_mail","arguments":""}}]}}]}

        data: {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"b","function":{"name":"search","arguments":"{}"}}]}}]}

        data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"to\\":"}}]}}]}

        data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\"김\\"}"}}]},"finish_reason":"tool_calls"}]}

        data: [DONE]


        """

    @Test func callsThatComeInPiecesArePutTogetherInTheirOrder() throws {
        var reader = CompletionReader(maximumEventBytes: 1 << 16)
        let (deltas, failure) = reader.read(Array(Self.stream.utf8))
        #expect(failure == nil)
        #expect(reader.completed.finishReason == "tool_calls")
        #expect(reader.completed.model == "m-1")
        #expect(deltas.prefix(2) == [.reasoning(Array("hm".utf8)), .text(Array("Let me see.".utf8))])
        var assembly = ToolCallAssembly()
        for case .toolCalls(let pieces) in deltas { try assembly.add(pieces) }
        #expect(
            assembly.result == [
                ToolCall(id: "a", name: "send_mail", arguments: #"{"to":"김"}"#),
                ToolCall(id: "b", name: "search", arguments: "{}"),
            ]
        )
    }

    @Test func aCallWithoutAnIdGetsItsPlaceAsOne() throws {
        var assembly = ToolCallAssembly()
        try assembly.add([ToolCallDelta(index: 3, name: "search", arguments: "{}")])
        #expect(assembly.result == [ToolCall(id: "call_3", name: "search", arguments: "{}")])
    }

    @Test func callsThatOutgrowTheirLimitAreNoAnswer() throws {
        var assembly = ToolCallAssembly()
        let piece = String(repeating: "x", count: ToolCallAssembly.argumentLimit)
        try assembly.add([ToolCallDelta(index: 0, id: "a", arguments: piece)])
        #expect(throws: ProviderFailure.self) { try assembly.add([ToolCallDelta(index: 0, arguments: "x")]) }
        #expect(throws: ProviderFailure.self) {
            var many = ToolCallAssembly()
            try many.add((0...ToolCallAssembly.callLimit).map { ToolCallDelta(index: $0) })
        }
    }
}
