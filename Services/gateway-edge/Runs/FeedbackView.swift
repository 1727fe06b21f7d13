import Bus
import Messages

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

    /// The same as its encoding.
    var json: [UInt8] {
        var object = JSONObjectText()
        object.add("rating", self.rating)
        if let comment = self.comment { object.add("comment", comment) }
        object.add("at", self.at)
        return object.end()
    }
}
