import Messages

/// The body of a streamed `POST /chat/completions` (OpenAI API reference, chat/create).
struct ChatCompletionRequest: Encodable, Sendable {
    struct StreamOptions: Encodable, Sendable {
        var includeUsage: Bool

        enum CodingKeys: String, CodingKey {
            case includeUsage = "include_usage"
        }
    }

    /// A function that the model may ask to be called.
    struct Tool: Encodable, Sendable {
        struct Function: Encodable, Sendable {
            var name: String
            var description: String?
            var parameters: JSONValue?
        }

        var type = "function"
        var function: Function

        init(_ definition: ToolDefinition) {
            self.function = Function(
                name: definition.name,
                description: definition.description,
                parameters: definition.parameters.flatMap { JSONValue.read($0) }
            )
        }
    }

    var model: String
    var messages: [OpenAIMessage]
    var tools: [Tool]?
    var stream: Bool
    var streamOptions: StreamOptions?

    enum CodingKeys: String, CodingKey {
        case model, messages, tools, stream
        case streamOptions = "stream_options"
    }
}
