/// What the person who asked thinks of the answer.
package struct RunFeedback: Codable, Sendable, Equatable {
    package enum Rating: String, Codable, Sendable, CaseIterable {
        case up, down
    }

    package var rating: Rating
    package var comment: String?
    /// When it was given, Unix milliseconds.
    package var at: Int64

    package init(rating: Rating, comment: String? = nil, at: Int64) {
        self.rating = rating
        self.comment = comment
        self.at = at
    }
}
