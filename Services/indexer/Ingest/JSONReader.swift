/// Reads one JSON text (RFC 8259), all of it; of members with one name the last counts.
///
/// The events' way into the index passes through here twice for each event, which a decoder of the standard library
/// makes many times dearer than all the rest.
struct JSONReader {
    /// Deeper nesting is refused.
    static let maximumDepth = 512

    private let bytes: [UInt8]
    private var position = 0

    /// Nil for what is not JSON in UTF-8, or has numbers that nothing can hold.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        var reader = JSONReader(bytes: bytes)
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipWhiteSpace()
        return reader.position == bytes.count ? value : nil
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

    private mutating func value(depth: Int) -> JSONValue? {
        self.skipWhiteSpace()
        switch self.next {
        case UInt8(ascii: "{"): return self.object(depth: depth + 1)
        case UInt8(ascii: "["): return self.array(depth: depth + 1)
        case UInt8(ascii: "\""): return self.string().map { .string($0) }
        case UInt8(ascii: "t"): return self.literal("true", .boolean(true))
        case UInt8(ascii: "f"): return self.literal("false", .boolean(false))
        case UInt8(ascii: "n"): return self.literal("null", .null)
        default: return self.number()
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        guard depth <= Self.maximumDepth else { return nil }
        self.position += 1
        self.skipWhiteSpace()
        if self.skip(UInt8(ascii: "}")) { return .object([:]) }
        var members = [String: JSONValue](minimumCapacity: 8)
        repeat {
            self.skipWhiteSpace()
            guard self.next == UInt8(ascii: "\""), let name = self.string() else { return nil }
            self.skipWhiteSpace()
            guard self.skip(UInt8(ascii: ":")), let value = self.value(depth: depth) else { return nil }
            members[name] = value
            self.skipWhiteSpace()
        } while self.skip(UInt8(ascii: ","))
        return self.skip(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONValue? {
        guard depth <= Self.maximumDepth else { return nil }
        self.position += 1
        var elements: [JSONValue] = []
        self.skipWhiteSpace()
        if self.skip(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            guard let value = self.value(depth: depth) else { return nil }
            elements.append(value)
            self.skipWhiteSpace()
        } while self.skip(UInt8(ascii: ","))
        return self.skip(UInt8(ascii: "]")) ? .array(elements) : nil
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) -> JSONValue? {
        for index in 0..<word.utf8CodeUnitCount {
            guard self.skip(word.utf8Start[index]) else { return nil }
        }
        return value
    }

    private mutating func number() -> JSONValue? {
        let start = self.position
        _ = self.skip(UInt8(ascii: "-"))
        let isZero = self.next == UInt8(ascii: "0")
        let digits = self.skipDigits()
        guard digits > 0, !isZero || digits == 1 else { return nil }
        if self.skip(UInt8(ascii: ".")), self.skipDigits() == 0 { return nil }
        if self.skip(UInt8(ascii: "e")) || self.skip(UInt8(ascii: "E")) {
            if !self.skip(UInt8(ascii: "+")) { _ = self.skip(UInt8(ascii: "-")) }
            guard self.skipDigits() > 0 else { return nil }
        }
        let text = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        if let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { return nil }
        return Int64(exactly: number).map { .integer($0) } ?? .number(number)
    }

    private mutating func skipDigits() -> Int {
        let start = self.position
        while let next, next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") { self.position += 1 }
        return self.position - start
    }

    private mutating func skipWhiteSpace() {
        while let next, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { self.position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.position += 1
        return true
    }
}

extension JSONReader {
    /// Most texts have no escapes and are taken in one piece.
    private mutating func string() -> String? {
        self.position += 1
        let start = self.position
        var content: [UInt8]?
        while let next {
            switch next {
            case UInt8(ascii: "\""):
                defer { self.position += 1 }
                guard let content else { return String(validating: self.bytes[start..<self.position], as: UTF8.self) }
                return String(validating: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                if content == nil { content = Array(self.bytes[start..<self.position]) }
                self.position += 1
                guard let scalar = self.escape() else { return nil }
                content?.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            case 0x00..<0x20:
                return nil
            default:
                content?.append(next)
                self.position += 1
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let next else { return nil }
        self.position += 1
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(next)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return self.unicodeEscape()
        default: return nil
        }
    }

    /// A surrogate counts only with its other half.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let first = self.hexadecimal() else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), self.skip(UInt8(ascii: "\\")), self.skip(UInt8(ascii: "u")),
            let second = self.hexadecimal(), UTF16.isTrailSurrogate(second)
        else { return nil }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func hexadecimal() -> UInt16? {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let next, let digit = Character(Unicode.Scalar(next)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
            self.position += 1
        }
        return unit
    }
}
