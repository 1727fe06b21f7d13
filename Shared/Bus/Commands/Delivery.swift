package import Messages

/// A command in one worker's hands.
package struct Delivery: Sendable {
    /// The entry's id in the command stream.
    package var entry: String
    /// How often it was given to a worker, this time included; work handed back does not count.
    package var attempts: Int
    /// The entry's fields as they stand in the stream.
    package var fields: [(name: String, value: [UInt8])]

    package init(entry: String, attempts: Int, fields: [(name: String, value: [UInt8])]) {
        self.entry = entry
        self.attempts = attempts
        self.fields = fields
    }

    /// Reads the command.
    package func command() throws(MalformedCommand) -> Command {
        try Command(fields: self.fields)
    }
}
