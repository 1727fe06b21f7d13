/// Appends JSON strings as RFC 8259 §7 writes them, in UTF-8.
enum JSONText {
    /// Appends a string literal: `"`, `\` and the control characters U+0000–U+001F and U+007F–U+009F escaped, all else
    /// as it is.
    ///
    /// Of a longer text only the first `limit` bytes are kept, cut between characters, and `…` says so.
    static func append(_ text: String, limit: Int = .max, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        Self.appendEscaped(text, limit: limit, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends what stands between the quotes of a string literal.
    static func appendEscaped(_ text: String, limit: Int = .max, to bytes: inout [UInt8]) {
        let kept = Self.prefix(of: text.utf8, limit: limit)
        var isAfterC2 = false
        for byte in kept {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: #"\r"#.utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: #"\t"#.utf8)
            case 0x00...0x1F, 0x7F:
                Self.appendCodePoint(byte, to: &bytes)
            case 0x80...0x9F where isAfterC2:  // C2 80 … C2 9F are U+0080 … U+009F
                bytes.removeLast()
                Self.appendCodePoint(byte, to: &bytes)
            default: bytes.append(byte)
            }
            isAfterC2 = byte == 0xC2
        }
        if kept.endIndex < text.utf8.endIndex {
            bytes.append(contentsOf: "…".utf8)
        }
    }

    /// The longest beginning of at most `limit` bytes that ends between two characters.
    private static func prefix(of text: String.UTF8View, limit: Int) -> Substring.UTF8View {
        guard var end = text.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex) else {
            return text[...]
        }
        while end < text.endIndex, end > text.startIndex, UTF8.isContinuation(text[end]) {
            end = text.index(before: end)
        }
        return text[..<end]
    }

    private static func appendCodePoint(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"\u00"#.utf8)
        bytes.append(Self.hexDigits[Int(byte >> 4)])
        bytes.append(Self.hexDigits[Int(byte & 15)])
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
