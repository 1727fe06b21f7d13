/// Cuts text into pieces of a bounded size, never within a character's UTF-8: what one event costs its readers is bounded
/// however much a provider says at once.
struct TextPieces: Sequence, IteratorProtocol {
    /// Bytes of one piece.
    static let limit = 4096

    private var rest: ArraySlice<UInt8>

    init(_ text: [UInt8]) {
        self.rest = text[...]
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !self.rest.isEmpty else { return nil }
        var end = Swift.min(self.rest.startIndex + Self.limit, self.rest.endIndex)
        // Continuation bytes are 10xxxxxx (RFC 3629); at most three stand in a row.
        while end < self.rest.endIndex, end > self.rest.startIndex + Self.limit - 4, self.rest[end] & 0xC0 == 0x80 {
            end -= 1
        }
        defer { self.rest = self.rest[end...] }
        return self.rest[..<end]
    }
}
