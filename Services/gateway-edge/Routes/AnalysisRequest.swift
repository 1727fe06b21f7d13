import Messages

/// What a client asks of `/analysis`.
struct AnalysisRequest: Sendable, Equatable {
    /// Bytes of a question.
    private static let questionLimit = 16 << 10

    var analysis: AnalyseQuestion

    /// Reads `{"question" or "description","data"?,"documents"?,"model"?}`.
    ///
    /// - Throws: 400 for a body that is no JSON, 422 for fields that cannot be used.
    init(body: [UInt8], language: Language) throws(EdgeError) {
        let fields = try RequestBody.decode(Fields.self, from: body)
        guard let question = fields.question ?? fields.description else { throw .invalid(.missing("question")) }
        guard !question.allSatisfy(\.isWhitespace) else { throw .invalid(.empty("question")) }
        guard question.utf8.count <= Self.questionLimit else {
            throw .invalid(.tooManyBytes("question", limit: Self.questionLimit))
        }
        let options = AnalysisOptions(data: fields.data, documents: fields.documents, model: fields.model)
        self.analysis = try options.analysis(of: question, language: language)
    }

    private struct Fields: Decodable {
        var question: String?
        var description: String?
        var data: JSONValue?
        var documents: [String]?
        var model: String?
    }
}
