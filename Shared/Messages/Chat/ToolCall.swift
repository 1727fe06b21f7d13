/// What a model asks to be called.
package struct ToolCall: Codable, Sendable, Equatable {
    /// The model's own name for this call, unique within the answer.
    package var id: String
    /// A ``ToolDefinition/name``, if the model keeps to those.
    package var name: String
    /// JSON text, as the model wrote it; need not be valid.
    package var arguments: String

    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
