import Messages

/// How a call of a tool went.
struct ToolOutcome: Sendable, Equatable {
    /// Characters that the model is told.
    static let contentLimit = 8000

    var isSuccess: Bool
    /// What the model is told, at most ``contentLimit`` characters and a note that there was more.
    private(set) var content: String
    /// The documents that the content quotes, in the order of their numbers.
    var passages: [Grounding.Passage] = []

    private init(isSuccess: Bool, content: String, isCut: Bool, passages: [Grounding.Passage] = []) {
        let kept = content.prefix(Self.contentLimit)
        let hasMore = isCut || kept.endIndex < content.endIndex
        self.isSuccess = isSuccess
        self.content = hasMore ? "\(kept)\n[The rest of the answer was cut off.]" : content
        self.passages = passages
    }

    /// - Parameter isCut: Whether there was more already.
    static func success(_ content: String, isCut: Bool = false, passages: [Grounding.Passage] = []) -> ToolOutcome {
        ToolOutcome(isSuccess: true, content: content, isCut: isCut, passages: passages)
    }

    static func failure(_ content: String) -> ToolOutcome {
        ToolOutcome(isSuccess: false, content: content, isCut: false)
    }
}
