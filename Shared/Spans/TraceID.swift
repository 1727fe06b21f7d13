/// Names a trace over all processes: 128 bits, not all of them zero (W3C Trace Context, section 3.2.2.3).
package struct TraceID: Sendable, Hashable, CustomStringConvertible {
    private let high: UInt64
    /// The half that decides about sampling.
    package let low: UInt64

    /// Takes 32 lower-case hexadecimal digits; nil for anything else, and for zeros alone.
    package init?(_ text: Substring) {
        guard text.utf8.count == 32, let high = HexText.number(text.prefix(16)),
            let low = HexText.number(text.suffix(16)), high != 0 || low != 0
        else { return nil }
        self.high = high
        self.low = low
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package static func random() -> TraceID {
        TraceID(high: .random(in: .min ... .max), low: .random(in: 1 ... .max))
    }

    package var description: String { HexText.text(self.high) + HexText.text(self.low) }
}
