import FoundationEssentials
import HTTPTypes
import Messages

/// What a client asks of the chat routes, from the body and the query (contract §6.1, ruling 10).
struct ChatRequest: Sendable, Equatable {
    var messages: [ChatMessage]
    var model: String?

    /// Reads a body that is empty or JSON; `query` fills what the body lacks.
    ///
    /// - Throws: 400 for a body that is no JSON, 422 for one or fields of a wrong type and for no message at all.
    init(body: [UInt8], query: (String) -> String?) throws(EdgeError) {
        let fields = body.isEmpty ? Fields() : try Self.fields(in: body)
        self.model = fields.model ?? query("model")
        if let messages = fields.messages {
            self.messages = []
            for message in messages { self.messages.append(try Self.message(message)) }
        } else if let text = fields.message ?? fields.prompt ?? query("message") {
            self.messages = [ChatMessage(role: .user, content: text)]
        } else {
            throw .invalid("message is missing")
        }
        guard let last = self.messages.last, !last.content.allSatisfy(\.isWhitespace) else {
            throw .invalid("message is empty")
        }
        if let model = self.model, model.isEmpty || model.utf8.count > 200 { throw .invalid("model is unusable") }
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
    }

    private static func fields(in body: [UInt8]) throws(EdgeError) -> Fields {
        do {
            return try JSONDecoder().decode(Fields.self, from: Data(body))
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw .invalid("\(Self.name(of: context.codingPath)) has the wrong type")
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .invalid("\(Self.name(of: context.codingPath + [key])) is missing")
        } catch {
            throw EdgeError(.badRequest, .invalidInput, "The body is not JSON")
        }
    }

    private static func message(_ message: Fields.Message) throws(EdgeError) -> ChatMessage {
        guard let role = ChatMessage.Role(rawValue: message.role) else {
            throw .invalid("messages has a role other than system, user and assistant")
        }
        return ChatMessage(role: role, content: message.content)
    }

    private static func name(of path: [any CodingKey]) -> String {
        path.isEmpty ? "the body" : path.map(\.stringValue).joined(separator: ".")
    }
}
