import Bus
import Messages

/// What a model is told of a conversation's past, within a number of tokens: the turns as they were, or a summary of the
/// older ones before the newer. A pure value.
struct ConversationHistory: Sendable, Equatable {
    private(set) var summary: Conversation.Summary?
    /// The turns after the summary, with their numbers, from 1.
    private(set) var turns: [Turn]

    struct Turn: Sendable, Equatable {
        var number: Int
        var messages: [ChatMessage]
    }

    /// - Parameter run: The run that asks; a turn that an attempt at it left is not past.
    init(_ conversation: Conversation?, without run: RunID) {
        self.summary = conversation?.summary
        let covered = conversation?.summary?.turns ?? 0
        self.turns = (conversation?.turns ?? []).enumerated().compactMap { index, turn in
            let number = (conversation?.dropped ?? 0) + index + 1
            guard turn.run != run, number > covered else { return nil }
            return Turn(number: number, messages: turn.messages)
        }
    }

    var isEmpty: Bool { self.turns.isEmpty && self.summary == nil }

    /// As estimated.
    var tokens: Int {
        TokenEstimate(self.turns.flatMap(\.messages)).tokens + TokenEstimate(self.summary?.text ?? "").tokens
    }

    /// Takes out the older turns where all is more than `budget` tokens, and returns them: what is left fits in half, so
    /// that not every turn has to be summarised anew. The latest turn stays as long as it fits by itself.
    mutating func takeOlder(beyond budget: Int) -> [Turn] {
        guard self.tokens > budget else { return [] }
        var kept = 0
        var tokens = 0
        for turn in self.turns.reversed() {
            tokens += TokenEstimate(turn.messages).tokens
            guard tokens <= (kept == 0 ? budget : budget / 2) else { break }
            kept += 1
        }
        let older = Array(self.turns.dropLast(kept))
        self.turns.removeFirst(older.count)
        return older
    }

    /// Puts a summary of what was taken out in the place of the one before.
    mutating func set(_ summary: Conversation.Summary?) {
        self.summary = summary
    }

    /// The messages to send: instructions, what is past, and the new question, which is the last of `asked`.
    ///
    /// - Parameter mark: What a summary cannot know, so that it cannot close its fence.
    func messages(asking asked: [ChatMessage], mark: String, _ language: Language) -> [ChatMessage] {
        var messages = asked.filter { $0.role == .system }
        if let summary = self.summary {
            let text = ConversationPrompt(language, mark: mark).recall(summary.text)
            if messages.isEmpty {
                messages = [ChatMessage(role: .system, content: text)]
            } else {
                messages[messages.count - 1].content += "\n\n" + text
            }
        }
        return messages + self.turns.flatMap(\.messages) + asked.suffix(1)
    }
}
