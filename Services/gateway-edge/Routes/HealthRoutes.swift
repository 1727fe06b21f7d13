import HTTPTypes
import Hummingbird
import ServiceKit

/// What anybody may ask: whether this lives, whether it can serve, and what it is (contract §8).
struct HealthRoutes: Sendable {
    private static let version = ServiceIdentity.currentVersion

    let readiness: @Sendable () async -> [String: ReadinessStatus]

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.getOrHead("health") { _, _ in Response.json(Health(version: Self.version)) }
        router.getOrHead("health/ready") { _, _ in await self.ready() }
        router.getOrHead("info") { _, _ in Response.json(Info()) }
        router.getOrHead("agents/health") { _, _ in Response.json(AgentsHealth()) }
    }

    private struct Health: Encodable {
        var status = "OK"
        var service = "aura-platform"
        var version: String
    }

    private struct Info: Encodable {
        var name = "Aura-Platform"
        var description = "AI Agent for DWP"
        var capabilities = ["chat", "analysis", "automation"]
    }

    private struct AgentsHealth: Encodable {
        var status = "healthy"
        var agentInitialized = true
        var toolsCount = 0

        enum CodingKeys: String, CodingKey {
            case status
            case agentInitialized = "agent_initialized"
            case toolsCount = "tools_count"
        }
    }

    private struct Readiness: Encodable {
        var status: String
        var checks: [String: String]
    }

    private func ready() async -> Response {
        let statuses = await self.readiness()
        let isReady = statuses.values.allSatisfy { $0 == .ready }
        let body = Readiness(status: isReady ? "READY" : "UNREADY", checks: statuses.mapValues(\.text))
        return Response.json(body, status: isReady ? .ok : .serviceUnavailable)
    }
}

extension ReadinessStatus {
    /// What is told of it: `ready`, or why not.
    var text: String {
        switch self {
        case .ready: "ready"
        case .unready(let reason): reason
        }
    }
}
