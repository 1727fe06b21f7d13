import Messages
import Testing

@Suite struct EventPayloadTests {
    private static let arguments =
        #"{"to":"a","subject":"b","body":{"z":1,"y":2,"x":3,"w":4},"amount":5,"cc":[],"urgent":true}"#
    private static let ordered =
        #"{"amount":5,"body":{"w":4,"x":3,"y":2,"z":1},"cc":[],"subject":"b","to":"a","urgent":true}"#

    @Test func argumentsStandInTheOrderOfTheirNames() throws {
        let call = ToolCall(id: "a", name: "send_mail", arguments: Self.arguments)
        let execution = ToolExecution(of: call, status: .running, requiresApproval: true, timestamp: 7)
        let asked = ApprovalAsked(
            callId: "a",
            requestId: "req_1",
            actionType: "send_mail",
            message: "?",
            context: try #require(JSONValue.read(Self.arguments)),
            timestamp: 7
        )
        let told = String(decoding: try execution.encoded(), as: UTF8.self)
        #expect(told.contains(#""toolArgs":\#(Self.ordered)"#))
        #expect(told.contains(#""parameters":\#(Self.ordered)"#))
        #expect(String(decoding: try asked.encoded(), as: UTF8.self).contains(#""context":\#(Self.ordered)"#))
    }
}
