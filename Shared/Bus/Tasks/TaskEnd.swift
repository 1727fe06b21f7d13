/// How a task ends.
package enum TaskEnd: Sendable, Codable, Equatable {
    /// With a result, JSON text.
    case complete(result: String)
    case fail(message: String)
}
