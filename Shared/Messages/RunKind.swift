/// What a run produces.
package enum RunKind: String, Sendable, Codable, CaseIterable {
    case chat
    case search
    case embedding
    case analysis
    /// A chat that may call tools, with its steps shown.
    case agent
    /// A chat through the OpenAI-compatible API.
    case completion
    /// Work that was asked for at a time, or again and again.
    case automation
    /// What DWP has of a person's tasks.
    case tasks
    /// Which models there are.
    case models
    /// What an operator asks of the index.
    case index

    /// Whether who asked waits for the whole answer, and shows nothing of it before.
    package var isCall: Bool {
        switch self {
        case .search, .embedding, .index, .tasks, .models: true
        case .chat, .agent, .completion, .analysis, .automation: false
        }
    }

    /// Whether a run is pointless once nobody has looked at it for the grace time.
    package var needsViewer: Bool {
        switch self {
        case .chat, .search, .embedding, .index, .agent, .completion, .tasks, .models: true
        case .analysis, .automation: false
        }
    }
}
