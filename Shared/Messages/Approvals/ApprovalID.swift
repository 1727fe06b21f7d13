/// Names one approval request. Random, so that nobody guesses another's.
package struct ApprovalID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Draws a new id: `req_` and 130 random bits.
    package static func random() -> ApprovalID {
        ApprovalID(unchecked: "req_\(RunID.random())")
    }

    /// Takes 1 to 100 characters of `[0-9A-Za-z_-]`, as the peers' ids have.
    package init?(_ text: some StringProtocol) {
        guard ApprovalSessionID.isUsable(text) else { return nil }
        self.description = String(text)
    }

    private init(unchecked text: String) {
        self.description = text
    }
}
