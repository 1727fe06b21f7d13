import FoundationEssentials
import Messages

/// The words of a conversation that is written as OpenAI's chat completions API has it: what is no text is left out.
struct CompletionConversation: Decodable, Sendable {
    let messages: [ChatMessage]

    /// Reads the conversation of a request; nil where the text is none.
    init?(request: String) {
        guard let read = try? JSONDecoder().decode(Self.self, from: Data(request.utf8)) else { return nil }
        self = read
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.messages = try container.decode([Message].self, forKey: .messages).map { message in
            ChatMessage(role: message.role, content: message.text)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case messages
    }

    private struct Message: Decodable {
        private struct Part: Decodable {
            var text: String?
        }

        var role: ChatMessage.Role
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.role =
                switch try container.decode(String.self, forKey: .role) {
                case "user": .user
                case "assistant": .assistant
                case "tool", "function": .tool
                default: .system
                }
            if let text = try? container.decodeIfPresent(String.self, forKey: .content) {
                self.text = text
            } else {
                let parts = try container.decodeIfPresent([Part].self, forKey: .content) ?? []
                self.text = parts.compactMap(\.text).joined(separator: "\n")
            }
        }

        private enum CodingKeys: String, CodingKey {
            case role, content
        }
    }
}
