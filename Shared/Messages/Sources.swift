/// The payload that tells what an answer relies on, before its text.
package struct Sources: EventPayload {
    /// One document, cited by its place in the list, from 1.
    package struct Source: Codable, Sendable, Equatable {
        package var id: String
        package var title: String
        package var score: Double
        package var type: String
        /// The text that the model was shown.
        package var text: String

        package init(id: String, title: String, score: Double, type: String, text: String) {
            self.id = id
            self.title = title
            self.score = score
            self.type = type
            self.text = text
        }
    }

    package var sources: [Source]
    /// Whether the search did not answer in time.
    package var degraded: Bool

    package init(sources: [Source], degraded: Bool) {
        self.sources = sources
        self.degraded = degraded
    }

    package init(_ grounding: Grounding) {
        self.sources = grounding.passages.map {
            Source(id: $0.id, title: $0.title, score: $0.score, type: $0.type, text: $0.text)
        }
        self.degraded = grounding.isDegraded
    }
}
