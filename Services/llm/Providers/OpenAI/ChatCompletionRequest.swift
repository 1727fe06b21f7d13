import Messages

/// The body of a streamed `POST /chat/completions` (OpenAI API reference, chat/create).
struct ChatCompletionRequest: Encodable, Sendable {
    struct StreamOptions: Encodable, Sendable {
        var includeUsage: Bool

        enum CodingKeys: String, CodingKey {
            case includeUsage = "include_usage"
        }
    }

    var model: String
    var messages: [ChatMessage]
    var stream: Bool
    var streamOptions: StreamOptions?

    enum CodingKeys: String, CodingKey {
        case model, messages, stream
        case streamOptions = "stream_options"
    }
}
