import Messages

/// The embedded default where no model is configured: it has no words of its own and says so.
struct ExtractiveProvider: ModelProvider {
    let name = "extractive"

    func answer(
        _ request: ModelRequest,
        emit: @Sendable ([UInt8]) async throws -> Void
    ) async throws -> Completed {
        let text =
            switch request.language {
            case .korean: "설정된 언어 모델이 없습니다. 관리자에게 OPENAI_BASE_URL 또는 OPENAI_API_KEY 설정을 요청해 주세요."
            case .english:
                "No language model is configured. Ask your administrator to set OPENAI_BASE_URL or OPENAI_API_KEY."
            }
        for piece in Self.pieces(of: text) {
            try Task.checkCancellation()
            try await emit(Array(piece.utf8))
        }
        return Completed(finishReason: "stop")
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
