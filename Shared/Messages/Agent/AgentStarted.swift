/// The payload of a `start` event: the agent has begun (contract §6.3).
package struct AgentStarted: EventPayload {
    package var message: String
    /// Unix seconds.
    package var timestamp: Int64

    package init(message: String, timestamp: Int64) {
        self.message = message
        self.timestamp = timestamp
    }
}
