/// What a route asks of its caller (contract §3.3).
enum Permission: String, Sendable, CaseIterable {
    case agentRead = "agent:read"
    case agentExecute = "agent:execute"
    case dataRead = "data:read"
    case systemAdmin = "system:admin"
}
