package import Messages

/// What people can find.
package struct Document: Sendable, Equatable {
    package var key: DocumentKey
    package var version: DocumentVersion
    /// Such as `mail`.
    package var type: String
    package var text: String
    package var metadata: [String: MetadataValue]
    /// When it happened, Unix milliseconds.
    package var time: Int64

    package init(
        key: DocumentKey,
        version: DocumentVersion,
        type: String,
        text: String,
        metadata: [String: MetadataValue],
        time: Int64
    ) {
        self.key = key
        self.version = version
        self.type = type
        self.text = text
        self.metadata = metadata
        self.time = time
    }
}
