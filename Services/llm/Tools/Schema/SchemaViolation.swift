/// One place where a value does not fit its schema.
struct SchemaViolation: Sendable, Equatable, CustomStringConvertible {
    /// The place as a JSON pointer (RFC 6901); empty for the whole value.
    var path: String
    /// What is wrong there, in words that follow the place: "must be a string, is a number".
    var reason: String

    var description: String { "\(self.path.isEmpty ? "the arguments" : self.path) \(self.reason)" }
}
