import FoundationEssentials
import Messages

/// What a client asks of `/analysis`.
struct AnalysisRequest: Sendable, Equatable {
    /// Bytes of `data` as JSON, and bytes of a question.
    private static let limits = (data: 256 << 10, question: 16 << 10)

    var analysis: AnalyseQuestion

    /// Reads `{"question" or "description","data"?,"documents"?,"model"?}`.
    ///
    /// - Throws: 400 for a body that is no JSON, 422 for fields that cannot be used.
    init(body: [UInt8], language: Language) throws(EdgeError) {
        let fields = try RequestBody.decode(Fields.self, from: body)
        guard let question = fields.question ?? fields.description else { throw .invalid("question is missing") }
        guard !question.allSatisfy(\.isWhitespace) else { throw .invalid("question is empty") }
        guard question.utf8.count <= Self.limits.question else {
            throw .invalid("question is longer than \(Self.limits.question) bytes")
        }
        if let model = fields.model, model.isEmpty || model.utf8.count > 200 { throw .invalid("model is unusable") }
        if let documents = fields.documents {
            guard documents.count <= AnalyseQuestion.documentLimit else {
                throw .invalid("documents are more than \(AnalyseQuestion.documentLimit)")
            }
            guard documents.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 300 }) else {
                throw .invalid("documents has an unusable id")
            }
        }
        self.analysis = AnalyseQuestion(
            question: question,
            data: try Self.text(of: fields.data),
            documents: fields.documents,
            model: fields.model,
            language: language
        )
    }

    private struct Fields: Decodable {
        var question: String?
        var description: String?
        var data: JSONValue?
        var documents: [String]?
        var model: String?
    }

    private static func text(of data: JSONValue?) throws(EdgeError) -> String? {
        guard let data else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        guard let bytes = try? encoder.encode(data) else { throw .invalid("data cannot be passed on") }
        guard bytes.count <= Self.limits.data else {
            throw .invalid("data is larger than \(Self.limits.data) bytes")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
