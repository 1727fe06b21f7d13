/// A whole request, as a script gets it.
package struct ScriptedRequest: Sendable {
    package var method: String
    /// The request's target: path and query.
    package var path: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Which connection of the server it came over, counted from 1.
    package var connection: Int

    /// Finds a header's first value; the name's case does not matter.
    package func header(_ name: String) -> String? {
        self.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
