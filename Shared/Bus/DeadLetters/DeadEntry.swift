import Messages

/// An entry of a stream that was given up, and why.
package struct DeadEntry: Sendable {
    /// The id among the dead letters.
    package var id: String
    /// The fields that it had in its stream, cut to size; an event has its first id as `entry` beside them.
    package var fields: [(name: String, value: [UInt8])]
    /// Nil where the entry was written by somebody else.
    package var reason: String?
    /// How often it was tried.
    package var attempts: Int?
    /// Unix milliseconds.
    package var failedAt: Int64?

    /// Reads an entry's fields: the original ones, then why, after how many attempts and when it failed.
    package init(id: String, fields: [(name: String, value: [UInt8])]) {
        self.id = id
        self.fields = fields
        let own = fields.suffix(DeadLetterFields.all.count).map { String(decoding: $0.value, as: UTF8.self) }
        guard fields.suffix(own.count).map(\.name) == DeadLetterFields.all else { return }
        self.fields = fields.dropLast(own.count)
        self.reason = own[0]
        self.attempts = Int(own[1])
        self.failedAt = Int64(own[2])
    }

    /// The value of an original field.
    package subscript(name: String) -> [UInt8]? {
        self.fields.first { $0.name == name }?.value
    }
}
