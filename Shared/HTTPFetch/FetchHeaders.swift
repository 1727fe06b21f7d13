/// A response's header fields in the order of their arrival; names compare without regard to case.
package struct FetchHeaders: Sendable, Equatable {
    package private(set) var fields: [FetchHeader]

    package init(_ fields: [FetchHeader] = []) {
        self.fields = fields
    }

    /// The first value of a name.
    package subscript(name: String) -> String? {
        self.fields.first { Self.isEqual($0.name, name) }?.value
    }

    /// All values of a name, in order.
    package func values(of name: String) -> [String] {
        self.fields.filter { Self.isEqual($0.name, name) }.map(\.value)
    }

    mutating func append(_ field: FetchHeader) {
        self.fields.append(field)
    }

    /// Goes on with the last field's value (RFC 9112, section 5.2: obsolete line folding).
    mutating func continueLast(with value: String) {
        guard let last = self.fields.indices.last else { return }
        self.fields[last].value += " \(value)"
    }

    static func isEqual(_ name: String, _ other: String) -> Bool {
        name.utf8.elementsEqual(other.utf8) { Self.lowercased($0) == Self.lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
