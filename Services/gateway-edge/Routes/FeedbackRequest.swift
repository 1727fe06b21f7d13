import Bus
import Messages

/// What a client says of an answer.
struct FeedbackRequest: Sendable, Equatable {
    /// Characters of a comment.
    static let commentLimit = 2000

    var rating: RunFeedback.Rating
    var comment: String?

    /// Reads `{"rating":"up"|"down","comment"?}`.
    ///
    /// - Throws: 400 for a body that is no JSON, 422 for fields that cannot be used.
    init(body: [UInt8]) throws(EdgeError) {
        let fields = try RequestBody.decode(Fields.self, from: body)
        guard let rating = RunFeedback.Rating(rawValue: fields.rating) else {
            throw .invalid(.notAmong("rating", ["up", "down"]))
        }
        self.rating = rating
        guard let comment = fields.comment, !comment.allSatisfy(\.isWhitespace) else { return }
        guard comment.unicodeScalars.count <= Self.commentLimit else {
            throw .invalid(.tooManyCharacters("comment", limit: Self.commentLimit))
        }
        self.comment = comment
    }

    private struct Fields: Decodable {
        var rating: String
        var comment: String?
    }
}
