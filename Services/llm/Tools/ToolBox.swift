import Messages

/// The tools that one run may use.
struct ToolBox: Sendable {
    /// Bytes of a call's arguments.
    static let argumentsLimit = 64 << 10

    /// In order of their names.
    let tools: [any Tool]
    private let byName: [String: any Tool]

    /// - Parameter tools: Of two with one name the first counts.
    init(_ tools: [any Tool]) {
        self.byName = Dictionary(tools.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.tools = self.byName.values.sorted { $0.definition.name < $1.definition.name }
    }

    /// What the model is told of them.
    var definitions: [ToolDefinition] { self.tools.map(\.definition) }

    subscript(_ name: String) -> (any Tool)? { self.byName[name] }

    /// What a model's call comes to.
    enum Check: Sendable {
        case ready(any Tool, arguments: JSONValue)
        /// The call cannot be made; what the model is told instead.
        case refused(ToolOutcome)
    }

    /// Decides whether a call can be made as the model wrote it.
    ///
    /// - Parameter arguments: JSON text; none at all counts as an empty object.
    func check(_ name: String, arguments: String) -> Check {
        guard let tool = self.byName[name] else {
            let names = self.tools.map(\.definition.name).joined(separator: ", ")
            return .refused(.failure("There is no tool \"\(name.prefix(64))\". The tools are: \(names)."))
        }
        guard arguments.utf8.count <= Self.argumentsLimit else {
            return .refused(.failure("The arguments are longer than \(Self.argumentsLimit) bytes."))
        }
        let text = arguments.allSatisfy(\.isWhitespace) ? "{}" : arguments
        guard let value = JSONValue.read(text), case .object = value else {
            return .refused(.failure("The arguments are not one JSON object. Call the tool again with valid JSON."))
        }
        let violations = tool.violations(in: value)
        guard violations.isEmpty else {
            let lines = violations.map { "- \($0)" }.joined(separator: "\n")
            return .refused(.failure("The arguments do not fit the tool's schema:\n\(lines)"))
        }
        return .ready(tool, arguments: value)
    }
}
