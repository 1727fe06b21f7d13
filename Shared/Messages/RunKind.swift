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
    /// What an operator asks of the index.
    case index

    /// Whether a run is pointless once nobody has looked at it for the grace time.
    package var needsViewer: Bool {
        switch self {
        case .chat, .search, .embedding, .index, .agent, .completion: true
        case .analysis: false
        }
    }
}
