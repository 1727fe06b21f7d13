/// The bearer token of the person for whom work is done. Its description hides it.
package struct CallerAuthorization: Codable, Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    package var token: String
    /// When the token ends, Unix seconds; nil where it does not say.
    package var expiresAt: Int64?

    package init(token: String, expiresAt: Int64? = nil) {
        self.token = token
        self.expiresAt = expiresAt
    }

    /// Whether the token still holds; `now` in Unix seconds.
    package func isValid(at now: Int64) -> Bool {
        self.expiresAt.map { now < $0 } ?? true
    }

    package var description: String { "[redacted]" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
