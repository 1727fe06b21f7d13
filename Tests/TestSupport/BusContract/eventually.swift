/// Returns when a condition holds; throws when it does not within `limit`.
package func eventually(
    within limit: Duration = .seconds(20),
    _ what: String = "the condition",
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw NeverHappened(what: what) }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// What a test waited for in vain.
package struct NeverHappened: Error, CustomStringConvertible {
    package var what: String
    package var description: String { "\(self.what) never held" }
}
