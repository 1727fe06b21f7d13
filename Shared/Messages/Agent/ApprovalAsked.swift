/// The payload of a `hitl` event: somebody is asked whether a call may be made (contract §6.3, §7).
package struct ApprovalAsked: EventPayload {
    /// Which call waits; ``ToolCall/id``.
    package var callId: String
    package var requestId: String
    /// The tool's name.
    package var actionType: String
    /// What is asked, in the reader's language.
    package var message: String
    /// The exact arguments.
    package var context: JSONValue
    package var requiresApproval: Bool
    /// Unix seconds.
    package var timestamp: Int64

    package init(
        callId: String,
        requestId: String,
        actionType: String,
        message: String,
        context: JSONValue,
        timestamp: Int64
    ) {
        self.callId = callId
        self.requestId = requestId
        self.actionType = actionType
        self.message = message
        self.context = context
        self.requiresApproval = true
        self.timestamp = timestamp
    }
}
