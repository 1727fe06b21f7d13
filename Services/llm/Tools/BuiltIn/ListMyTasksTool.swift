import DWPGateway
import Messages

/// Lists the caller's own AgentTasks (contract §4.3).
struct ListMyTasksTool: Tool {
    static let name = "list_my_tasks"
    private static let limit = 50
    private static let usualLimit = 10
    /// What is told of a task, where it has it.
    private static let shown = ["taskId", "taskType", "status", "progress", "description", "createdAt", "completedAt"]
    private static let descriptionLimit = 200
    /// Bytes of an answer: tasks come with their whole results.
    private static let answerLimit = 16 << 20

    let gateway: ToolGateway

    private static let parameters = BuiltInSchema.object([
        "limit": [
            "type": "integer", "minimum": 1, "maximum": .init(integerLiteral: Self.limit),
            "description": "How many of the newest tasks.",
        ]
    ])

    var definition: ToolDefinition {
        ToolDefinition(
            name: Self.name,
            description: "Lists the user's own agent tasks, the newest first, with their status and progress.",
            parameters: Self.parameters.text
        )
    }

    var requiresApproval: Bool { false }
    var permission: String? { "agent:read" }
    var isRepeatable: Bool { true }

    func violations(in arguments: JSONValue) -> [SchemaViolation] {
        BuiltInSchema.violations(of: arguments, Self.parameters)
    }

    func call(_ arguments: JSONValue, for caller: ToolCaller) async -> ToolOutcome {
        let limit = min(arguments["limit"]?.integer ?? Self.usualLimit, Self.limit)
        let query = QueryText.query([
            "userId": .string(caller.caller.user.description), "tenantId": .string(caller.caller.tenant.description),
            "page": 0, "size": .init(integerLiteral: limit),
        ])
        let reply = await self.gateway.send(
            "GET",
            "/api/main/agent/tasks?\(query)",
            within: GatewayToolSettings.defaultTimeout,
            for: caller,
            answerLimit: Self.answerLimit
        )
        let outcome = reply.outcome
        guard outcome.isSuccess, case .answered(let answer) = reply else { return outcome }
        guard !answer.isCut, let rows = JSONValue.read(answer.body)?["data"]?["content"]?.array else {
            return .failure("failed: the answer is no list of tasks")
        }
        let own = rows.filter { Self.isOwn($0, caller.caller) }.prefix(limit).map(Self.shown)
        return .success(own.isEmpty ? "The user has no tasks." : JSONValue.array(own).text)
    }

    /// The backend checks neither token nor tenant: only rows that name the caller count.
    private static func isOwn(_ row: JSONValue, _ caller: Caller) -> Bool {
        row["userId"]?.string == caller.user.description && row["tenantId"]?.string == caller.tenant.description
    }

    private static func shown(_ row: JSONValue) -> JSONValue {
        var members = (row.object ?? [:]).filter { Self.shown.contains($0.key) }
        if let text = members["description"]?.string {
            members["description"] = .string(String(text.prefix(Self.descriptionLimit)))
        }
        return .object(members)
    }
}
