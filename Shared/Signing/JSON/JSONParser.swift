/// Reads one JSON text strictly.
///
/// A decoder into Swift types would hide what matters for signed input: it tells neither that a name stood twice
/// (RFC 7515 section 4: refuse or take the last) nor `1` from `1.0`. Duplicate names, invalid UTF-8, lone surrogates,
/// a byte order mark, bytes after the value and nesting deeper than `maximumDepth` are refused.
struct JSONParser {
    static let maximumDepth = 16

    private let bytes: [UInt8]
    private var position = 0

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Returns the value that `bytes` hold as UTF-8, all of them.
    static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.parseValue(depth: 0)
        parser.skipWhiteSpace()
        guard parser.position == bytes.count else { throw parser.failure }
        return value
    }

    private var failure: JSONSyntaxError { JSONSyntaxError(offset: self.position) }

    private var next: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

    private mutating func parseValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        self.skipWhiteSpace()
        switch self.next {
        case UInt8(ascii: "{"): return .object(try self.parseObject(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try self.parseArray(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try self.parseString())
        case UInt8(ascii: "-"): return try self.parseNumber()
        case UInt8(ascii: "t"): return try self.parseLiteral("true", value: .boolean(true))
        case UInt8(ascii: "f"): return try self.parseLiteral("false", value: .boolean(false))
        case UInt8(ascii: "n"): return try self.parseLiteral("null", value: .null)
        default:
            guard self.digit != nil else { throw self.failure }
            return try self.parseNumber()
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        guard depth <= Self.maximumDepth else { throw self.failure }
        self.position += 1
        var object = JSONObject()
        self.skipWhiteSpace()
        if self.skip(UInt8(ascii: "}")) { return object }
        while true {
            self.skipWhiteSpace()
            guard self.next == UInt8(ascii: "\"") else { throw self.failure }
            let name = try self.parseString()
            self.skipWhiteSpace()
            guard self.skip(UInt8(ascii: ":")) else { throw self.failure }
            guard object.insert(try self.parseValue(depth: depth), for: name) else { throw self.failure }
            self.skipWhiteSpace()
            if self.skip(UInt8(ascii: "}")) { return object }
            guard self.skip(UInt8(ascii: ",")) else { throw self.failure }
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        guard depth <= Self.maximumDepth else { throw self.failure }
        self.position += 1
        var elements: [JSONValue] = []
        self.skipWhiteSpace()
        if self.skip(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try self.parseValue(depth: depth))
            self.skipWhiteSpace()
            if self.skip(UInt8(ascii: "]")) { return elements }
            guard self.skip(UInt8(ascii: ",")) else { throw self.failure }
        }
    }

    private mutating func parseLiteral(
        _ literal: StaticString,
        value: JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        for index in 0..<literal.utf8CodeUnitCount {
            guard self.skip(literal.utf8Start[index]) else { throw self.failure }
        }
        return value
    }

    private mutating func parseNumber() throws(JSONSyntaxError) -> JSONValue {
        let isNegative = self.skip(UInt8(ascii: "-"))
        var magnitude: Int? = 0
        if self.skip(UInt8(ascii: "0")) {
            guard self.digit == nil else { throw self.failure }
        } else {
            guard self.digit != nil else { throw self.failure }
            while let digit = self.digit {
                magnitude = magnitude.flatMap { Self.append(digit, to: $0, isNegative: isNegative) }
                self.position += 1
            }
        }
        var isInteger = true
        if self.skip(UInt8(ascii: ".")) {
            isInteger = false
            try self.skipDigits()
        }
        if self.skip(UInt8(ascii: "e")) || self.skip(UInt8(ascii: "E")) {
            isInteger = false
            if !self.skip(UInt8(ascii: "+")) { _ = self.skip(UInt8(ascii: "-")) }
            try self.skipDigits()
        }
        guard isInteger, let magnitude else { return .otherNumber }
        return .integer(magnitude)
    }

    private static func append(_ digit: Int, to number: Int, isNegative: Bool) -> Int? {
        let (shifted, isTooLarge) = number.multipliedReportingOverflow(by: 10)
        guard !isTooLarge else { return nil }
        let (sum, overflows) =
            isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
        return overflows ? nil : sum
    }

    private mutating func skipDigits() throws(JSONSyntaxError) {
        guard self.digit != nil else { throw self.failure }
        while self.digit != nil { self.position += 1 }
    }

    private var digit: Int? {
        guard let next, next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") else { return nil }
        return Int(next - UInt8(ascii: "0"))
    }

    private mutating func skipWhiteSpace() {
        while let next, next == 0x20 || next == 0x0a || next == 0x0d || next == 0x09 { self.position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.position += 1
        return true
    }
}

extension JSONParser {
    private mutating func parseString() throws(JSONSyntaxError) -> String {
        self.position += 1
        var content: [UInt8] = []
        while let next {
            switch next {
            case UInt8(ascii: "\""):
                guard let string = String(validating: content, as: UTF8.self) else { throw self.failure }
                self.position += 1
                return string
            case UInt8(ascii: "\\"):
                self.position += 1
                content.append(contentsOf: try self.parseEscape().utf8)
            case 0x00..<0x20:
                throw self.failure
            default:
                content.append(next)
                self.position += 1
            }
        }
        throw self.failure
    }

    private mutating func parseEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        guard let next else { throw self.failure }
        self.position += 1
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(next)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try self.parseUnicodeEscape()
        default: throw self.failure
        }
    }

    private mutating func parseUnicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try self.parseHexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), self.skip(UInt8(ascii: "\\")), self.skip(UInt8(ascii: "u")) else {
            throw self.failure
        }
        let second = try self.parseHexadecimal()
        guard UTF16.isTrailSurrogate(second) else { throw self.failure }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func parseHexadecimal() throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let next, let digit = Character(Unicode.Scalar(next)).hexDigitValue else { throw self.failure }
            unit = unit << 4 | UInt16(digit)
            self.position += 1
        }
        return unit
    }
}
