/// How a run's stream is written: as its route began it.
enum StreamShape: Equatable, Sendable {
    /// Unnamed events of text, and named ones of JSON.
    case chat
    /// Named events, each with its fields flat and again under `data`.
    case agent
    /// OpenAI's chunks.
    case completion

    /// - Parameter kind: The run's, as `GET /runs/{id}` tells it.
    init(kind: String) {
        switch kind {
        case "agent": self = .agent
        case "completion": self = .completion
        default: self = .chat
        }
    }
}
