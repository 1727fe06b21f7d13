import Messages

/// Something that the model may call.
protocol Tool: Sendable {
    var definition: ToolDefinition { get }
    /// Whether a person must agree before each call.
    var requiresApproval: Bool { get }
    /// A caller without it may not call the tool.
    var permission: String? { get }
    /// Whether calling it twice does no more than calling it once.
    var isRepeatable: Bool { get }

    /// What is wrong with such arguments; empty where the tool can be called with them.
    func violations(in arguments: JSONValue) -> [SchemaViolation]

    /// Calls the tool. It never throws: what fails is told to the model.
    ///
    /// - Parameter arguments: An object without ``violations(in:)``.
    func call(_ arguments: JSONValue, for caller: ToolCaller) async -> ToolOutcome
}
