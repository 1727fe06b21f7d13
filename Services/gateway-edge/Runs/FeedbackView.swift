import Bus

/// What clients are shown of the feedback on a run.
struct FeedbackView: Encodable, Sendable, Equatable {
    var rating: String
    var comment: String?
    var at: String

    init(_ feedback: RunFeedback) {
        self.rating = feedback.rating.rawValue
        self.comment = feedback.comment
        self.at = LocalTimestamp.text(of: feedback.at)
    }
}
