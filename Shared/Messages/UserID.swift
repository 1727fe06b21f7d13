/// A person of one tenant, as the token names them; compared byte by byte and only within the tenant.
package struct UserID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Takes 1 to 50 bytes (the task table's column, contract §4.4) without control characters.
    package init?(_ text: some StringProtocol) {
        guard (1...50).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        self.description = String(text)
    }

    /// Takes a name that this library chose itself.
    init(known text: StaticString) {
        self.description = "\(text)"
    }
}
