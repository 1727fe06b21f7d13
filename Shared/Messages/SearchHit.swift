/// One document that a search found.
package struct SearchHit: Codable, Sendable, Equatable {
    /// The document's id inside its tenant, such as `mail_981`.
    package var id: String
    /// From 0 to 1; the best that the ranking can give is 1. Comparable within one answer only.
    package var score: Double
    /// What the document is, such as `mail`.
    package var type: String
    /// The document's text, cut to a length that an answer can carry.
    package var text: String
    package var metadata: [String: MetadataValue]

    package init(id: String, score: Double, type: String, text: String, metadata: [String: MetadataValue]) {
        self.id = id
        self.score = score
        self.type = type
        self.text = text
        self.metadata = metadata
    }
}
