/// Walks through JSON text (RFC 8259) without making values of it: for what is read so often that a decoder's work would
/// be felt. Whatever it refuses is for a decoder to judge.
///
/// Strings are checked as UTF-8 where they are taken, not where they are passed over.
struct JSONScanner {
    /// The text cannot be read, or not by this scanner.
    struct Refusal: Error {}

    /// Arrays and objects inside one another that are passed over.
    private static let maximumDepth = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// - Parameter bytes: must outlive the scanner.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    // MARK: - Objects and arrays

    /// Enters an object; its members follow by ``nextKey(isFirst:)``.
    mutating func beginObject() throws(Refusal) {
        try self.expect(UInt8(ascii: "{"))
    }

    /// Reads the next member's key, as it is written; nil at the object's end. The member's value must be read after it.
    mutating func nextKey(isFirst: Bool) throws(Refusal) -> UnsafeBufferPointer<UInt8>? {
        guard try self.goesOn(isFirst: isFirst, until: UInt8(ascii: "}")) else { return nil }
        let key = try self.rawString()
        try self.expect(UInt8(ascii: ":"))
        return key.text
    }

    /// Enters an array; its elements follow by ``nextElement(isFirst:)``.
    mutating func beginArray() throws(Refusal) {
        try self.expect(UInt8(ascii: "["))
    }

    /// Whether the array has another element, which must be read then.
    mutating func nextElement(isFirst: Bool) throws(Refusal) -> Bool {
        try self.goesOn(isFirst: isFirst, until: UInt8(ascii: "]"))
    }

    /// Makes sure that nothing follows.
    mutating func end() throws(Refusal) {
        self.skipSpace()
        guard self.position == self.bytes.count else { throw Refusal() }
    }

    // MARK: - Values

    /// Reads a null; false, with nothing read, where something else stands there.
    mutating func null() throws(Refusal) -> Bool {
        guard self.peek() == UInt8(ascii: "n") else { return false }
        try self.word("null")
        return true
    }

    /// Reads a string's text.
    mutating func string() throws(Refusal) -> [UInt8] {
        let (text, hasEscapes) = try self.rawString()
        let unescaped = hasEscapes ? try Self.unescaped(text) : Array(text)
        guard unescaped.allSatisfy({ $0 < 0x80 }) || String(validating: unescaped, as: UTF8.self) != nil else {
            throw Refusal()
        }
        return unescaped
    }

    /// Passes over any value.
    mutating func skipValue() throws(Refusal) {
        try self.skipValue(depth: 0)
    }

    private mutating func skipValue(depth: Int) throws(Refusal) {
        guard depth < Self.maximumDepth else { throw Refusal() }
        switch self.peek() {
        case UInt8(ascii: "\""): _ = try self.rawString()
        case UInt8(ascii: "n"): try self.word("null")
        case UInt8(ascii: "t"): try self.word("true")
        case UInt8(ascii: "f"): try self.word("false")
        case UInt8(ascii: "{"):
            try self.beginObject()
            var isFirst = true
            while try self.nextKey(isFirst: isFirst) != nil {
                isFirst = false
                try self.skipValue(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            try self.beginArray()
            var isFirst = true
            while try self.nextElement(isFirst: isFirst) {
                isFirst = false
                try self.skipValue(depth: depth + 1)
            }
        default: try self.skipNumber()
        }
    }

    // MARK: - Pieces

    private mutating func skipSpace() {
        while self.position < self.bytes.count {
            switch self.bytes[self.position] {
            case 0x20, 0x09, 0x0A, 0x0D: self.position += 1
            default: return
            }
        }
    }

    /// The next byte that is no space, which is not read; nil at the end.
    private mutating func peek() -> UInt8? {
        self.skipSpace()
        return self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    private mutating func expect(_ byte: UInt8) throws(Refusal) {
        guard self.peek() == byte else { throw Refusal() }
        self.position += 1
    }

    /// Reads what stands before the next member or element; false at the end.
    private mutating func goesOn(isFirst: Bool, until end: UInt8) throws(Refusal) -> Bool {
        if self.peek() == end {
            self.position += 1
            return false
        }
        if !isFirst { try self.expect(UInt8(ascii: ",")) }
        return true
    }

    private mutating func word(_ word: StaticString) throws(Refusal) {
        let end = self.position + word.utf8CodeUnitCount
        guard end <= self.bytes.count else { throw Refusal() }
        let found = UnsafeBufferPointer(rebasing: self.bytes[self.position..<end])
        guard word.withUTF8Buffer({ $0.elementsEqual(found) }) else { throw Refusal() }
        self.position = end
    }

    /// Reads a string between its quotes as it is written, and makes sure of its escapes.
    private mutating func rawString() throws(Refusal) -> (text: UnsafeBufferPointer<UInt8>, hasEscapes: Bool) {
        try self.expect(UInt8(ascii: "\""))
        let start = self.position
        var hasEscapes = false
        while self.position < self.bytes.count {
            switch self.bytes[self.position] {
            case UInt8(ascii: "\""):
                let text = UnsafeBufferPointer(rebasing: self.bytes[start..<self.position])
                self.position += 1
                return (text, hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try self.skipEscape()
            case 0..<0x20:
                throw Refusal()
            default:
                self.position += 1
            }
        }
        throw Refusal()
    }

    private mutating func skipEscape() throws(Refusal) {
        guard self.position + 1 < self.bytes.count else { throw Refusal() }
        self.position += 2
        switch self.bytes[self.position - 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            break
        case UInt8(ascii: "u"): _ = try Self.unit(in: self.bytes, at: &self.position)
        default: throw Refusal()
        }
    }

    /// `-`, digits without a needless zero, a fraction, an exponent (RFC 8259, section 6).
    private mutating func skipNumber() throws(Refusal) {
        self.skip(UInt8(ascii: "-"))
        if !self.skip(UInt8(ascii: "0")) { try self.skipDigits() }
        if self.skip(UInt8(ascii: ".")) { try self.skipDigits() }
        if self.skip(UInt8(ascii: "e")) || self.skip(UInt8(ascii: "E")) {
            if !self.skip(UInt8(ascii: "-")) { self.skip(UInt8(ascii: "+")) }
            try self.skipDigits()
        }
    }

    @discardableResult
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard self.position < self.bytes.count, self.bytes[self.position] == byte else { return false }
        self.position += 1
        return true
    }

    private mutating func skipDigits() throws(Refusal) {
        let start = self.position
        while self.position < self.bytes.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = self.bytes[self.position] {
            self.position += 1
        }
        guard self.position > start else { throw Refusal() }
    }

    // MARK: - Escapes

    /// - Parameter text: As ``rawString()`` has read it: each escape is known to be one, but half of a pair may be alone.
    private static func unescaped(_ text: UnsafeBufferPointer<UInt8>) throws(Refusal) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                result.append(text[index])
                index += 1
                continue
            }
            index += 2
            switch text[index - 1] {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = try Self.scalar(in: text, at: &index)
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            default: result.append(text[index - 1])  // a quote or a stroke stands for itself
            }
        }
        return result
    }

    /// Reads the digits behind a `\u`, and the second half of a pair where they are a first one.
    private static func scalar(in text: UnsafeBufferPointer<UInt8>, at index: inout Int) throws(Refusal)
        -> Unicode.Scalar
    {
        let first = try Self.unit(in: text, at: &index)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), index + 1 < text.count, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u")
        else { throw Refusal() }
        index += 2
        let second = try Self.unit(in: text, at: &index)
        guard UTF16.isTrailSurrogate(second),
            let scalar = Unicode.Scalar(0x1_0000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00))
        else { throw Refusal() }
        return scalar
    }

    private static func unit(in text: UnsafeBufferPointer<UInt8>, at index: inout Int) throws(Refusal) -> UInt16 {
        guard index + 4 <= text.count else { throw Refusal() }
        var unit: UInt16 = 0
        for byte in text[index..<(index + 4)] {
            let digit: UInt8 =
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
                default: throw Refusal()
                }
            unit = unit << 4 | UInt16(digit)
        }
        index += 4
        return unit
    }
}
