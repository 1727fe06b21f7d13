import Bus
import FoundationEssentials
import Messages

/// Collects a completion's events to one answer. A pure value.
struct WholeCompletion: RunCollector {
    /// A call that the model asks for, or a piece of one.
    struct Call: Codable, Sendable, Equatable {
        struct Function: Codable, Sendable, Equatable {
            var name: String?
            var arguments: String?
        }

        /// Only in a piece: which of the calls it is of.
        var index: Int?
        var id: String?
        var type: String?
        var function: Function?
    }

    /// The `chat.completion` object (OpenAI API reference, chat/object).
    struct Body: Encodable, Sendable {
        struct Choice: Encodable, Sendable {
            var index = 0
            var message: Message
            var finishReason: String

            enum CodingKeys: String, CodingKey {
                case index, message
                case finishReason = "finish_reason"
            }
        }

        struct Message: Encodable, Sendable {
            var content: String?
            var reasoning: String?
            var calls: [Call]

            enum CodingKeys: String, CodingKey {
                case role, content, refusal
                case reasoning = "reasoning_content"
                case calls = "tool_calls"
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode("assistant", forKey: .role)
                try container.encode(self.content, forKey: .content)
                try container.encodeNil(forKey: .refusal)
                try container.encodeIfPresent(self.reasoning, forKey: .reasoning)
                if !self.calls.isEmpty { try container.encode(self.calls, forKey: .calls) }
            }
        }

        var id: String
        var object = "chat.completion"
        var created: Int64
        var model: String
        var choices: [Choice]
        var usage: CompletionUsage?
    }

    let run: RunID
    private var head: CompletionHead?
    private var text: [UInt8] = []
    private var reasoning: [UInt8] = []
    private var calls: [Int: Call] = [:]
    private var ending: LogEntry?
    private var failure: RunFailure?

    init(run: RunID) {
        self.run = run
    }

    mutating func add(_ event: ViewerEvent) {
        switch event {
        case .events(let entries):
            for entry in entries { self.add(entry.event) }
        case .restarted: self.begin()
        // What is missing may be more than text.
        case .resync: self.failure = .beganAnew
        case .broken(let failure, _): self.failure = failure
        case .ended(let entry): self.ending = entry
        case .ping, .endedBefore: break
        }
    }

    private mutating func begin() {
        (self.text, self.reasoning, self.calls) = ([], [], [:])
    }

    private mutating func add(_ event: RunEvent) {
        switch event.type {
        case .completion:
            self.begin()
            self.head = try? CompletionHead.decoded(from: event.payload)
        case .text: self.text += event.payload
        case .reasoning: self.reasoning += event.payload
        case .toolCalls:
            let pieces = (try? JSONDecoder().decode([Call].self, from: Data(event.payload))) ?? []
            for piece in pieces { self.add(piece) }
        default: break
        }
    }

    private mutating func add(_ piece: Call) {
        let index = piece.index ?? 0
        var call = self.calls[index] ?? Call(type: "function", function: .init(arguments: ""))
        if let id = piece.id { call.id = id }
        if let name = piece.function?.name { call.function?.name = name }
        call.function?.arguments? += piece.function?.arguments ?? ""
        self.calls[index] = call
    }

    /// The answer of a run that ended well.
    func completed() throws(OpenAIError) -> Body {
        guard self.failure == nil, let head = self.head, let ending = self.ending, ending.event.type == .completed,
            let completed = try? Completed.decoded(from: ending.event.payload)
        else {
            let stored = self.ending.flatMap { try? RunFailure.decoded(from: $0.event.payload) }
            throw OpenAIError(self.failure ?? stored ?? .workerLost)
        }
        let calls = self.calls.sorted { $0.key < $1.key }.map(\.value)
        return Body(
            id: CompletionFrames.id(of: self.run),
            created: head.created,
            model: completed.model ?? head.model,
            choices: [
                Body.Choice(
                    message: Body.Message(
                        content: self.text.isEmpty && !calls.isEmpty ? nil : String(decoding: self.text, as: UTF8.self),
                        reasoning: self.reasoning.isEmpty ? nil : String(decoding: self.reasoning, as: UTF8.self),
                        calls: calls
                    ),
                    finishReason: completed.finishReason ?? (calls.isEmpty ? "stop" : "tool_calls")
                )
            ],
            usage: completed.usage.map(CompletionUsage.init)
        )
    }
}
