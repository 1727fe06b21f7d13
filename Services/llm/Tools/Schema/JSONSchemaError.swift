/// Says why a schema cannot be used.
struct JSONSchemaError: Error, Equatable, CustomStringConvertible {
    /// The place in the schema as a JSON pointer; empty for the whole.
    var path: String
    var problem: String

    var description: String { "\(self.path.isEmpty ? "the schema" : self.path) \(self.problem)" }
}
