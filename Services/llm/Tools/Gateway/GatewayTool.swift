import Messages

/// A tool of the catalogue, called over the DWP gateway.
struct GatewayTool: Tool {
    private let settings: GatewayToolSettings
    private let gateway: ToolGateway
    let definition: ToolDefinition

    init(_ settings: GatewayToolSettings, gateway: ToolGateway) {
        self.settings = settings
        self.gateway = gateway
        self.definition = ToolDefinition(
            name: settings.name,
            description: settings.description,
            parameters: settings.schema.value.text
        )
    }

    var requiresApproval: Bool { self.settings.requiresApproval }
    var permission: String? { self.settings.permission }
    var isRepeatable: Bool { self.settings.method == .get }

    func violations(in arguments: JSONValue) -> [SchemaViolation] {
        let found = self.settings.schema.violations(of: arguments)
        return found.isEmpty ? self.settings.path.violations(in: arguments.object ?? [:]) : found
    }

    func call(_ arguments: JSONValue, for caller: ToolCaller) async -> ToolOutcome {
        var rest = arguments.object ?? [:]
        var target = self.settings.path.path(with: rest)
        for name in self.settings.path.arguments { rest[name] = nil }
        var body: JSONValue?
        if !self.settings.method.usesQuery {
            body = .object(rest)
        } else if case let query = QueryText.query(rest), !query.isEmpty {
            target += "?" + query
        }
        let reply = await self.gateway.send(
            self.settings.method.rawValue,
            target,
            body,
            within: self.settings.timeout,
            for: caller
        )
        return reply.outcome
    }
}
