import Messages

/// What a client asks of the chat routes, from the body and the query (contract §6.1, ruling 10).
struct ChatRequest: Sendable, Equatable {
    var messages: [ChatMessage]
    var model: String?
    /// Whether the answer shall rely on documents; nil leaves it to the configuration.
    var wantsDocuments: Bool?
    /// The conversation that the chat goes on; nil for one that is not kept.
    var conversation: ConversationID?

    /// Reads a body that is empty or JSON; `query` fills what the body lacks.
    ///
    /// - Throws: 400 for a body that is no JSON, 422 for one or fields of a wrong type and for no message at all.
    init(body: [UInt8], query: (String) -> String?) throws(EdgeError) {
        let fields = body.isEmpty ? Fields() : try RequestBody.decode(Fields.self, from: body)
        self.model = fields.model ?? query("model")
        self.wantsDocuments = fields.rag
        if fields.rag == nil { self.wantsDocuments = try Self.flag(query("rag")) }
        if let messages = fields.messages {
            self.messages = []
            for message in messages { self.messages.append(try Self.message(message)) }
        } else if let text = fields.message ?? fields.prompt ?? query("message") {
            self.messages = [ChatMessage(role: .user, content: text)]
        } else {
            throw .invalid(.missing("message"))
        }
        guard let last = self.messages.last, !last.content.allSatisfy(\.isWhitespace) else {
            throw .invalid(.empty("message"))
        }
        if let id = fields.conversationId ?? query("conversationId") {
            guard let conversation = ConversationID(id) else { throw .invalid(.unusable("conversationId")) }
            guard last.role == .user else { throw .invalid(.lastMessageNotUsers) }
            self.conversation = conversation
        }
        if let model = self.model, model.isEmpty || model.utf8.count > 200 { throw .invalid(.unusable("model")) }
    }

    private struct Fields: Decodable {
        struct Message: Decodable {
            var role: String
            var content: String
        }

        var message: String?
        var prompt: String?
        var messages: [Message]?
        var model: String?
        var rag: Bool?
        var conversationId: String?
    }

    private static func flag(_ text: String?) throws(EdgeError) -> Bool? {
        switch text {
        case nil: nil
        case "true", "1": true
        case "false", "0": false
        default: throw .invalid(.notAmong("rag", ["true", "false"]))
        }
    }

    private static func message(_ message: Fields.Message) throws(EdgeError) -> ChatMessage {
        guard let role = ChatMessage.Role(rawValue: message.role), role != .tool else {
            throw .invalid(.notAmong("messages.role", ["system", "user", "assistant"]))
        }
        return ChatMessage(role: role, content: message.content)
    }
}
