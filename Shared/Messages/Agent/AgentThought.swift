/// The payload of a `thought` event: what the model thinks (contract §6.3).
package struct AgentThought: EventPayload {
    /// Which kind of thought.
    package enum ThoughtType: String, Codable, Sendable {
        case analysis, planning, reasoning, decision, reflection
    }

    package var thoughtType: ThoughtType
    package var content: String
    package var sources: [String]
    package var metadata: [String: String]
    /// Unix seconds.
    package var timestamp: Int64

    package init(_ thoughtType: ThoughtType, _ content: String, timestamp: Int64) {
        self.thoughtType = thoughtType
        self.content = content
        self.sources = []
        self.metadata = [:]
        self.timestamp = timestamp
    }
}
