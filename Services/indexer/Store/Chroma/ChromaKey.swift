import Messages

/// A document's name over all tenants, compared byte by byte.
struct ChromaKey: Hashable, Sendable {
    private let bytes: [UInt8]

    /// The tenant's length stands first, so that no two names are written alike whatever tenant and id contain.
    init(_ key: DocumentKey) {
        self.init("\(key.tenant.description.utf8.count):\(key.tenant):\(key.id)")
    }

    init(_ text: some StringProtocol) {
        self.bytes = Array(text.utf8)
    }

    var text: String { String(decoding: self.bytes, as: UTF8.self) }

    /// The tenant's part.
    var tenant: ChromaKey? {
        let digits = self.bytes.prefix { $0 != UInt8(ascii: ":") }
        guard let length = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        return ChromaKey(String(decoding: self.bytes.dropFirst(digits.count + 1).prefix(length), as: UTF8.self))
    }
}
