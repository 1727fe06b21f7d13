import Bus
import Messages
import Testing

@testable import LLM

@Suite struct AgentCallsTests {
    private func calls(_ entries: (UInt64, RunEvent)...) -> [AgentCalls.Call] {
        var calls = AgentCalls()
        for (index, (epoch, event)) in entries.enumerated() {
            calls.add(LogEntry(id: EventID(epoch, UInt64(index + 1)), event: event))
        }
        return calls.made
    }

    private static let started = RunEvent(.started, Array("{}".utf8))

    private func turn(_ text: String, _ calls: ToolCall...) throws -> (AgentTurn, RunEvent) {
        let turn = AgentTurn(text: text, toolCalls: calls)
        return (turn, RunEvent(.turn, try turn.encoded()))
    }

    @Test func everyRoundIsACallOfTheEpochThatMadeIt() throws {
        let call = ToolCall(id: "a", name: "f", arguments: "{}")
        let (first, firstEvent) = try self.turn("", call)
        let (second, secondEvent) = try self.turn("Done.")
        let made = self.calls(
            (1, Self.started),
            (1, firstEvent),
            (1, RunEvent(.text, Array("Do".utf8))),
            (2, Self.started),
            (2, RunEvent(.text, Array("Done.".utf8))),
            (2, secondEvent),
            (2, RunEvent(.completed, Array("{}".utf8)))
        )
        #expect(
            made == [
                .init(epoch: 1, number: 1, text: Array("f{}".utf8), turn: first),
                .init(epoch: 1, number: 2, text: Array("Do".utf8)),
                .init(epoch: 2, number: 2, text: Array("Done.".utf8), turn: second),
            ]
        )
    }

    @Test func whatSaidNothingCostsNothing() throws {
        #expect(self.calls((1, Self.started), (2, Self.started), (2, RunEvent(.failed, []))).isEmpty)
    }
}
