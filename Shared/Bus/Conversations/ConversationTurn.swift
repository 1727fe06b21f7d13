package import Messages

/// What one run added to a conversation: the question, the answer, and what stood between them.
package struct ConversationTurn: Codable, Sendable, Equatable {
    package var run: RunID
    /// When the turn was made, Unix milliseconds.
    package var at: Int64
    package var messages: [ChatMessage]

    package init(run: RunID, at: Int64, messages: [ChatMessage]) {
        self.run = run
        self.at = at
        self.messages = messages
    }

    /// What a conversation that begins with this turn is called: its first question, cut short.
    package var title: String {
        let question = self.messages.first { $0.role == .user }?.content ?? ""
        let line = question.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= Self.titleLimit ? line : line.prefix(Self.titleLimit - 1) + "…"
    }

    /// Characters of a title.
    private static let titleLimit = 60

    /// The turn with every message cut, at a character, to a length.
    package func cut(to limit: Int) -> ConversationTurn {
        var turn = self
        for index in turn.messages.indices { turn.messages[index].content.cut(to: limit) }
        return turn
    }
}

extension String {
    /// Cuts the text to so many bytes, at a character, and marks the cut.
    fileprivate mutating func cut(to limit: Int) {
        guard self.utf8.count > limit else { return }
        var end = self.utf8.index(self.startIndex, offsetBy: max(0, limit - "…".utf8.count))
        while end > self.startIndex, end.samePosition(in: self) == nil { end = self.utf8.index(before: end) }
        self = self[..<end] + "…"
    }
}
