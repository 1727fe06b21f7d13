/// What a run produces.
package enum RunKind: String, Sendable, Codable, CaseIterable {
    case chat
    case search
    case embedding
    case analysis
    /// What an operator asks of the index.
    case index

    /// Whether a run is pointless once nobody has looked at it for the grace time.
    package var needsViewer: Bool {
        switch self {
        case .chat, .search, .embedding, .index: true
        case .analysis: false
        }
    }
}
