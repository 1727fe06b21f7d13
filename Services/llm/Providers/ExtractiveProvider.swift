import Messages

/// The embedded default where no model is configured: it has no words of its own and says so. What the caller's documents
/// say it quotes, with their numbers.
struct ExtractiveProvider: ModelProvider {
    let name = "extractive"
    let isModel = false

    func answer(
        _ request: ModelRequest,
        emit: @Sendable (ModelDelta) async throws -> Void
    ) async throws -> Completed {
        for piece in Self.pieces(of: Self.text(for: request)) {
            try Task.checkCancellation()
            try await emit(.text(Array(piece.utf8)))
        }
        return Completed(finishReason: "stop")
    }

    private static func text(for request: ModelRequest) -> String {
        let say = { (words: SystemWords) in words.text(in: request.language) }
        guard let grounding = request.grounding else { return say(.noModel) }
        guard !grounding.passages.isEmpty else {
            return say(grounding.isDegraded ? .searchUnavailable : .nothingFound) + " " + say(.noModel)
        }
        let question = request.messages.last { $0.role == .user }?.content ?? ""
        let quotes = Excerpts(question: question).quotes(from: grounding.passages.map(\.text))
        let lines = quotes.map { "“\($0.text)” [\($0.passage + 1)]" }
        return say(.documentsFound) + "\n\n" + lines.joined(separator: "\n") + "\n\n" + say(.noModel)
    }

    /// The text in words, each with the space after it.
    static func pieces(of text: String) -> [Substring] {
        var pieces: [Substring] = []
        var rest = text[...]
        while let space = rest.firstIndex(of: " ") {
            let next = rest.index(after: space)
            pieces.append(rest[..<next])
            rest = rest[next...]
        }
        if !rest.isEmpty { pieces.append(rest) }
        return pieces
    }
}
