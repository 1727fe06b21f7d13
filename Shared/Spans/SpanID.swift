/// Names a span inside its trace: 64 bits, not all of them zero (W3C Trace Context, section 3.2.2.4).
package struct SpanID: Sendable, Hashable, CustomStringConvertible {
    private let number: UInt64

    /// Takes 16 lower-case hexadecimal digits; nil for anything else, and for zeros alone.
    package init?(_ text: Substring) {
        guard text.utf8.count == 16, let number = HexText.number(text), number != 0 else { return nil }
        self.number = number
    }

    private init(number: UInt64) {
        self.number = number
    }

    package static func random() -> SpanID {
        SpanID(number: .random(in: 1 ... .max))
    }

    package var description: String { HexText.text(self.number) }
}
