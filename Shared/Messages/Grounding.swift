/// What an answer may rely on: passages of the caller's own documents, found before the model is asked.
package struct Grounding: Codable, Sendable, Equatable {
    /// A piece of one document.
    package struct Passage: Codable, Sendable, Equatable {
        /// The document's id inside its tenant, such as `mail_981`.
        package var id: String
        /// What the document is, such as `mail`.
        package var type: String
        package var title: String
        package var text: String
        /// From 0 to 1; comparable within one answer only.
        package var score: Double

        package init(id: String, type: String, title: String, text: String, score: Double) {
            self.id = id
            self.type = type
            self.title = title
            self.text = text
            self.score = score
        }
    }

    /// The best first; an answer cites them by number, from 1.
    package var passages: [Passage]
    /// Whether the search did not answer in time, so that there may be more to find.
    package var isDegraded: Bool

    package init(passages: [Passage], isDegraded: Bool = false) {
        self.passages = passages
        self.isDegraded = isDegraded
    }

    private enum CodingKeys: String, CodingKey {
        case passages
        case isDegraded = "degraded"
    }
}

extension Grounding.Passage {
    /// The part of a document that goes to the model.
    ///
    /// - Parameter limit: Characters of text.
    package init(_ hit: SearchHit, limit: Int) {
        let firstLine = hit.text.prefix { !$0.isNewline }
        self.init(
            id: hit.id,
            type: hit.type,
            title: hit.metadata["title"]?.string ?? String(firstLine.prefix(200)),
            text: String(hit.text.prefix(limit)),
            score: hit.score
        )
    }
}
