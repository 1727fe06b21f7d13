import Bus
import FoundationEssentials
import Logging
import Messages
import Synchronization

/// What a chat remembers: the turns before it go to the model with its question, and its own turn is kept.
///
/// Where a conversation is kept, of the messages that a client sends the instructions and the last, the new question,
/// count; what it sends of the past does not, unless nothing is kept yet: then the conversation begins with all of it.
struct ConversationMemory<Store: ConversationStore>: Sendable {
    /// Tokens of older turns that one summary reads, in budgets; the oldest beyond are left out.
    private static var summaryReach: Int { 8 }

    let store: Store
    let provider: any ModelProvider
    /// Tokens of the past that go with a question.
    let budget: Int
    let logger: Logger

    /// The messages that the model shall get for a chat.
    ///
    /// - Throws: What the store failed with for good, or `CancellationError`.
    func messages(for chat: ContinueChat, _ command: Command, epoch: UInt64) async throws -> [ChatMessage] {
        guard let id = chat.conversation else { return chat.messages }
        let language = chat.language ?? .korean
        let conversation = try await self.insist { () throws(BusError) in
            try await self.store.conversation(id, of: command.caller)
        }
        var history = ConversationHistory(conversation, without: command.run)
        guard !history.isEmpty else { return chat.messages }
        let older = history.takeOlder(beyond: self.budget)
        if let conversation, let last = older.last, self.provider.isModel {
            let call = ModelCall(command, epoch: epoch, number: Self.summaryCall)
            do {
                let text = try await self.summary(of: older, history.summary, chat, command, call)
                let summary = Conversation.Summary(text: text, turns: last.number)
                history.set(summary)
                let created = conversation.head.created
                try await self.store.summarise(id, of: command.caller, created: created, as: summary)
            } catch is CancellationError {
                throw CancellationError()
            } catch let failure as RunFailure where failure.errorType == .budgetExceeded {
                throw failure
            } catch {
                try Task.checkCancellation()
                let metadata = command.subject.merging(["error": "\(error)", "turns": "\(older.count)"]) { $1 }
                self.logger.warning("A chat goes on without its oldest turns", metadata: metadata)
            }
        }
        return history.messages(asking: chat.messages, mark: GroundedPrompt.randomMark(), language)
    }

    /// About how many tokens the messages had that another worker sent; nothing is summarised for it.
    func promptTokens(of chat: ContinueChat, _ command: Command) async -> Int {
        var messages = chat.messages
        if let id = chat.conversation, let conversation = try? await self.store.conversation(id, of: command.caller) {
            var history = ConversationHistory(conversation, without: command.run)
            _ = history.takeOlder(beyond: self.budget)
            if !history.isEmpty { messages = history.messages(asking: chat.messages, mark: "", .english) }
        }
        return TokenEstimate(messages, chat.grounding).tokens
    }

    /// Keeps what was asked and answered; once more changes nothing but the answer.
    func remember(_ answer: [UInt8], to chat: ContinueChat, _ command: Command) async throws(BusError) {
        guard let id = chat.conversation else { return }
        let conversation = try await self.store.conversation(id, of: command.caller)
        let isFirst = ConversationHistory(conversation, without: command.run).isEmpty
        let asked = isFirst ? chat.messages.filter { $0.role != .system } : chat.messages.suffix(1)
        let said = ChatMessage(role: .assistant, content: String(decoding: answer, as: UTF8.self))
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let turn = ConversationTurn(run: command.run, at: now, messages: asked + [said])
        _ = try await self.store.put(turn, in: id, of: command.caller)
    }

    /// Repeats what the store fails at until it does it; what it can never do is thrown.
    func insist<Result>(_ operation: () async throws(BusError) -> Result) async throws -> Result {
        while true {
            do throws(BusError) {
                return try await operation()
            } catch {
                guard error.code != .malformedReply else { throw error }
                self.logger.debug("A conversation must wait", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// The number of the call that summarises; the answer's own is 1.
    private static var summaryCall: Int { 0 }

    private func summary(
        of older: [ConversationHistory.Turn],
        _ before: Conversation.Summary?,
        _ chat: ContinueChat,
        _ command: Command,
        _ call: ModelCall
    ) async throws -> String {
        let prompt = ConversationPrompt(chat.language ?? .korean, mark: GroundedPrompt.randomMark())
        var messages: [ChatMessage] = []
        var tokens = 0
        for message in older.flatMap(\.messages).reversed() {
            tokens += TokenEstimate([message]).tokens
            guard tokens <= self.budget * Self.summaryReach else { break }
            messages.insert(message, at: 0)
        }
        let request = ModelRequest(
            messages: prompt.summarise(before?.text, messages),
            model: chat.model,
            language: chat.language ?? .korean,
            traceparent: command.traceparent,
            subject: command.subject,
            call: call
        )
        let said = Mutex<[UInt8]>([])
        _ = try await self.provider.answer(
            request,
            say: { text in
                let count = said.withLock { bytes in
                    bytes += text
                    return bytes.count
                }
                guard count <= 64 << 10 else { throw RunFailure.tooLong }
            }
        )
        let text = String(decoding: said.withLock { $0 }, as: UTF8.self)
        guard !text.allSatisfy(\.isWhitespace) else {
            throw ProviderFailure(kind: .broken, detail: "the summary is empty")
        }
        return TokenEstimate.prefix(of: text, tokens: self.budget / 4)
    }
}
