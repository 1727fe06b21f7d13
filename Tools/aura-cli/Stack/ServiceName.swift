/// The four processes, in the order in which they start: those who work before the one who asks.
enum ServiceName: String, CaseIterable {
    case tasks = "aura-tasks"
    case indexer = "aura-indexer"
    case llm = "aura-llm"
    case gatewayEdge = "aura-gateway-edge"

    /// How far its admin port is from the first of the four.
    var adminPortOffset: Int {
        switch self {
        case .gatewayEdge: 0
        case .llm: 1
        case .indexer: 2
        case .tasks: 3
        }
    }

    /// Whether it may see the model providers' keys.
    var holdsProviderKeys: Bool { self == .llm }
}
