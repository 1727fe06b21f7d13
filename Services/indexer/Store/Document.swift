import Messages

/// What people can find.
struct Document: Sendable, Equatable {
    var key: DocumentKey
    var version: DocumentVersion
    /// Such as `mail`.
    var type: String
    var text: String
    var metadata: [String: MetadataValue]
    /// When it happened, Unix milliseconds.
    var time: Int64
}
