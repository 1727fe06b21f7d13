import FoundationEssentials
import Messages

/// What may be asked of long work beside the question itself.
struct AnalysisOptions: Sendable {
    /// Bytes of `data` as JSON.
    private static let dataLimit = 256 << 10

    var data: JSONValue?
    var documents: [String]?
    var model: String?

    /// The work that a question becomes.
    ///
    /// - Throws: 422 for values that cannot be used.
    func analysis(of question: String, language: Language) throws(EdgeError) -> AnalyseQuestion {
        if let model, model.isEmpty || model.utf8.count > 200 { throw .invalid(.unusable("model")) }
        if let documents {
            guard documents.count <= AnalyseQuestion.documentLimit else {
                throw .invalid(.tooManyItems("documents", limit: AnalyseQuestion.documentLimit))
            }
            guard documents.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 300 }) else {
                throw .invalid(.unusable("documents"))
            }
        }
        return AnalyseQuestion(
            question: question,
            data: try self.dataText(),
            documents: self.documents,
            model: self.model,
            language: language
        )
    }

    private func dataText() throws(EdgeError) -> String? {
        guard let data else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        guard let bytes = try? encoder.encode(data) else { throw .invalid(.unusable("data")) }
        guard bytes.count <= Self.dataLimit else { throw .invalid(.tooManyBytes("data", limit: Self.dataLimit)) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
