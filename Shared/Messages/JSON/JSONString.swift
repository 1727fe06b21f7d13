/// Writes JSON strings from UTF-8 (RFC 8259, section 7).
package enum JSONString {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Appends a string literal.
    ///
    /// - Parameter text: UTF-8; what needs no escape is copied in runs.
    package static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + text.count + 2)
        bytes.append(UInt8(ascii: "\""))
        text.withUnsafeBufferPointer { text in
            var copied = 0
            for place in text.indices {
                let byte = text[place]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: text[copied..<place])
                Self.append(escaped: byte, to: &bytes)
                copied = place + 1
            }
            bytes.append(contentsOf: text[copied...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a string literal.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        self.append(Array(text.utf8), to: &bytes)
    }

    private static func append(escaped byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Self.digits[Int(byte >> 4)])
            bytes.append(Self.digits[Int(byte & 15)])
        }
    }
}
