/// Names one wait for a decision: the decision's signal is stored and told under it. Never used for a second wait, which
/// would read the first one's decision.
package struct ApprovalSessionID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Draws a new id: `s-` and 130 random bits.
    package static func random() -> ApprovalSessionID {
        ApprovalSessionID(unchecked: "s-\(RunID.random())")
    }

    /// Takes 1 to 100 characters of `[0-9A-Za-z_-]`, as the peers' ids have.
    package init?(_ text: some StringProtocol) {
        guard Self.isUsable(text) else { return nil }
        self.description = String(text)
    }

    private init(unchecked text: String) {
        self.description = text
    }

    static func isUsable(_ text: some StringProtocol) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
