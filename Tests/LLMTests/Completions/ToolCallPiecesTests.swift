import Foundation
import Messages
import Testing

@testable import LLM

@Suite struct ToolCallPiecesTests {
    private func json(_ deltas: [ToolCallDelta]...) throws -> [NSArray] {
        var pieces = ToolCallPieces(run: try #require(RunID("0123456789abcdef")))
        return try deltas.map { deltas in
            let event = try ToolCallPieces.event(pieces.pieces(of: deltas))
            #expect(event.type == .toolCalls)
            return try JSONSerialization.jsonObject(with: Data(event.payload)) as? NSArray ?? []
        }
    }

    @Test func theFirstPieceOfACallNamesItAndTheOthersGoOn() throws {
        let events = try self.json(
            [
                ToolCallDelta(index: 0, id: "a", name: "f"),
                ToolCallDelta(index: 1, id: "b", name: "g", arguments: "{}"),
            ],
            [ToolCallDelta(index: 0, arguments: "{\"")]
        )
        #expect(
            events == [
                [
                    ["index": 0, "id": "a", "type": "function", "function": ["name": "f", "arguments": ""]],
                    ["index": 1, "id": "b", "type": "function", "function": ["name": "g", "arguments": "{}"]],
                ],
                [["index": 0, "function": ["arguments": "{\""]]],
            ] as [NSArray]
        )
    }

    @Test func whatAProviderRepeatsIsSaidOnceAndWhatItLeavesOutIsMadeUp() throws {
        let events = try self.json(
            [ToolCallDelta(index: 2, id: "", name: nil)],
            [ToolCallDelta(index: 2, id: "c", name: "f", arguments: "1")],
            [ToolCallDelta(index: 2, id: "c", name: "f", arguments: "2")]
        )
        #expect(
            events == [
                [
                    [
                        "index": 2, "id": "call_0123456789abcdef_2", "type": "function",
                        "function": ["arguments": ""],
                    ]
                ],
                [["index": 2, "function": ["name": "f", "arguments": "1"]]],
                [["index": 2, "function": ["arguments": "2"]]],
            ] as [NSArray]
        )
    }
}
