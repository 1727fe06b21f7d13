/// Something that a model may ask to be called.
package struct ToolDefinition: Codable, Sendable, Equatable {
    package var name: String
    /// What it does and when to use it, for the model.
    package var description: String?
    /// JSON text of the JSON schema of its arguments; nil where it takes none.
    package var parameters: String?

    package init(name: String, description: String? = nil, parameters: String? = nil) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}
