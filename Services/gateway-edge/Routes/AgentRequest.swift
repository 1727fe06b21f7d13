import Messages

/// What a client asks of the agent, from the body or, for a request without one, from the query (contract §6.1).
struct AgentRequest: Sendable, Equatable {
    /// Bytes of `context` as JSON (contract §1.3).
    private static let contextLimit = 256 << 10

    var prompt: String
    /// JSON text of an object.
    var context: String?
    /// The conversation that the request goes on; nil for one that is not kept.
    var conversation: ConversationID?
    var model: String?

    /// Reads `{"prompt" or "message","context"?,"thread_id"?,"model"?}`; `query` fills what the body lacks.
    ///
    /// - Throws: 400 for a body that is no JSON, 422 for fields that cannot be used.
    init(body: [UInt8], query: (String) -> String?) throws(EdgeError) {
        let fields = body.isEmpty ? Fields() : try RequestBody.decode(Fields.self, from: body)
        guard let prompt = fields.prompt ?? fields.message ?? query("prompt") ?? query("message") else {
            throw .invalid(.missing("prompt"))
        }
        guard !prompt.allSatisfy(\.isWhitespace) else { throw .invalid(.empty("prompt")) }
        self.prompt = prompt
        self.model = fields.model ?? query("model")
        if let model = self.model, model.isEmpty || model.utf8.count > 200 { throw .invalid(.unusable("model")) }
        if let thread = fields.threadId ?? query("thread_id") {
            guard let conversation = ConversationID(thread) else { throw .invalid(.unusable("thread_id")) }
            self.conversation = conversation
        }
        if let context = fields.context {
            let text = JSONValue.object(context).text
            guard text.utf8.count <= Self.contextLimit else {
                throw .invalid(.tooManyBytes("context", limit: Self.contextLimit))
            }
            self.context = context.isEmpty ? nil : text
        }
    }

    private struct Fields: Decodable {
        var prompt: String?
        var message: String?
        var context: [String: JSONValue]?
        var threadId: String?
        var model: String?

        enum CodingKeys: String, CodingKey {
            case prompt, message, context, model
            case threadId = "thread_id"
        }
    }
}
