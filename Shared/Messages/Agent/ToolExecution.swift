/// The payload of a `tool_execution` event: what becomes of a call (contract §6.3, with the backend guide's keys beside).
/// One that says `running` is in the log before the call is made, one that says how it went after.
package struct ToolExecution: EventPayload {
    package enum Status: String, Codable, Sendable {
        case pending, running, success, failed, cancelled
    }

    /// Which call of the model's turn; ``ToolCall/id``.
    package var callId: String
    package var toolName: String
    /// ``toolName`` again, in the guide's word.
    package var tool: String
    /// An object, or whatever the model wrote where that is none.
    package var toolArgs: JSONValue
    /// ``toolArgs`` again, in the guide's word.
    package var parameters: JSONValue
    package var status: Status
    /// What the model is told of a success.
    package var result: String?
    /// What the model is told of a failure.
    package var error: String?
    package var requiresApproval: Bool
    package var metadata: [String: String]
    /// Unix seconds.
    package var timestamp: Int64

    package init(
        of call: ToolCall,
        status: Status,
        result: String? = nil,
        error: String? = nil,
        requiresApproval: Bool,
        timestamp: Int64
    ) {
        let arguments = JSONValue.read(call.arguments) ?? .string(call.arguments)
        self.callId = call.id
        self.toolName = call.name
        self.tool = call.name
        self.toolArgs = arguments
        self.parameters = arguments
        self.status = status
        self.result = result
        self.error = error
        self.requiresApproval = requiresApproval
        self.metadata = ["callId": call.id]
        self.timestamp = timestamp
    }
}
