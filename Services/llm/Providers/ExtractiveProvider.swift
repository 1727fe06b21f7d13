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
        let words = Words(request.language)
        guard let grounding = request.grounding else { return words.noModel }
        guard !grounding.passages.isEmpty else {
            return (grounding.isDegraded ? words.searchFailed : words.nothingFound) + " " + words.noModel
        }
        let question = request.messages.last { $0.role == .user }?.content ?? ""
        let quotes = Excerpts(question: question).quotes(from: grounding.passages.map(\.text))
        let lines = quotes.map { words.quoted($0.text) + " [\($0.passage + 1)]" }
        return words.found + "\n\n" + lines.joined(separator: "\n") + "\n\n" + words.noModel
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

    /// What the provider says itself.
    private struct Words {
        let noModel: String
        let found: String
        let nothingFound: String
        let searchFailed: String

        init(_ language: Language) {
            switch language {
            case .korean:
                self.noModel = "설정된 언어 모델이 없습니다. 관리자에게 OPENAI_BASE_URL 또는 OPENAI_API_KEY 설정을 요청해 주세요."
                self.found = "찾은 문서의 내용입니다."
                self.nothingFound = "질문에 맞는 문서를 찾지 못했습니다."
                self.searchFailed = "지금은 문서를 검색할 수 없습니다."
            case .english:
                self.noModel =
                    "No language model is configured. Ask your administrator to set OPENAI_BASE_URL or OPENAI_API_KEY."
                self.found = "This is what your documents say."
                self.nothingFound = "No document fits your question."
                self.searchFailed = "Your documents cannot be searched now."
            }
        }

        func quoted(_ text: String) -> String { "“\(text)”" }
    }
}
