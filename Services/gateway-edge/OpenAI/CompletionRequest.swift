import FoundationEssentials
import Messages

/// What a client asks of `/v1/chat/completions` (OpenAI API reference, chat/create).
struct CompletionRequest: Sendable, Equatable {
    /// What goes to the provider as it came; `model` and how the answer is sent are ours, and whatever else there may be
    /// is left out.
    static let forwarded: Set<String> = [
        "messages", "tools", "tool_choice", "parallel_tool_calls", "response_format", "temperature", "top_p",
        "max_tokens", "max_completion_tokens", "stop", "seed", "presence_penalty", "frequency_penalty", "logit_bias",
        "reasoning_effort", "verbosity", "prediction",
    ]

    /// JSON text of an object with the forwarded fields.
    var request: String
    /// Nil takes the provider's own.
    var model: String?
    var isStreamed: Bool
    var includeUsage: Bool
    /// The words of the last message of the person who asks; nil where there are none.
    var question: String?

    /// - Throws: 400 for a body that is no JSON, and for what cannot be asked for.
    init(body: [UInt8]) throws(OpenAIError) {
        let fields = try Self.fields(in: body)
        guard let members = JSONMembers(of: body) else { throw .invalid(.bodyNoObject) }
        guard Set(members.members.map(\.name)).count == members.members.count else {
            throw .invalid(.fieldTwice)
        }
        for name in ["functions", "function_call"]
        where members.members.contains(where: { $0.name == name && !$0.isNull }) {
            throw .invalid(.useTools(name), param: name)
        }
        guard !fields.messages.isEmpty else { throw .invalid(.empty("messages"), param: "messages") }
        guard fields.n ?? 1 == 1 else { throw .invalid(.only("n", 1), param: "n") }
        guard fields.logprobs != true else { throw .invalid(.notOffered("logprobs"), param: "logprobs") }
        guard (fields.tools ?? []).allSatisfy({ $0.type == "function" }) else {
            throw .invalid(.toolNoFunction, param: "tools")
        }
        self.isStreamed = fields.stream ?? false
        if fields.streamOptions != nil, !self.isStreamed {
            throw .invalid(.streamOptionsAlone, param: "stream_options")
        }
        self.includeUsage = fields.streamOptions?.includeUsage ?? false
        self.model = try OpenAIPaths.model(fields.model)
        self.question = fields.messages.last { $0.role == "user" }?.text
        self.request = members.json(of: Self.forwarded)
    }

    private struct Fields: Decodable {
        struct StreamOptions: Decodable {
            var includeUsage: Bool?

            enum CodingKeys: String, CodingKey {
                case includeUsage = "include_usage"
            }
        }

        struct Tool: Decodable {
            var type: String
        }

        var messages: [Message]
        var model: String?
        var stream: Bool?
        var streamOptions: StreamOptions?
        var n: Int?
        var logprobs: Bool?
        var tools: [Tool]?

        enum CodingKeys: String, CodingKey {
            case messages, model, stream, n, logprobs, tools
            case streamOptions = "stream_options"
        }
    }

    private struct Message: Decodable {
        private struct Part: Decodable {
            var type: String
            var text: String?
        }

        var role: String
        var text: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.role = try container.decode(String.self, forKey: .role)
            if let text = try? container.decodeIfPresent(String.self, forKey: .content) {
                self.text = text
            } else if let parts = try container.decodeIfPresent([Part].self, forKey: .content) {
                self.text = parts.compactMap(\.text).joined(separator: "\n")
            }
        }

        private enum CodingKeys: String, CodingKey {
            case role, content
        }
    }

    private static func fields(in body: [UInt8]) throws(OpenAIError) -> Fields {
        do throws(EdgeError) {
            return try RequestBody.decode(Fields.self, from: body)
        } catch {
            throw OpenAIError(error)
        }
    }
}
