import Messages

/// A document's metadata as one JSON object, as stores keep them.
enum MetadataText {
    static func encode(_ metadata: [String: MetadataValue]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(metadata.count * 32)
        for (name, value) in metadata {
            text.append(text.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
            self.append(name, to: &text)
            text.append(UInt8(ascii: ":"))
            switch value {
            case .string(let string): self.append(string, to: &text)
            case .integer(let number): text.append(contentsOf: "\(number)".utf8)
            // JSON has no name for what is not finite.
            case .number(let number): text.append(contentsOf: (number.isFinite ? "\(number)" : "null").utf8)
            case .boolean(let flag): text.append(contentsOf: (flag ? "true" : "false").utf8)
            }
        }
        if text.isEmpty { text.append(UInt8(ascii: "{")) }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }

    /// The scalars of a JSON object; empty for what is none.
    static func decode(_ text: String) -> [String: MetadataValue] {
        guard let members = JSONReader.read(Array(text.utf8))?.object else { return [:] }
        return members.compactMapValues { value in
            switch value {
            case .string(let string): .string(string)
            case .integer(let number): .integer(number)
            case .number(let number): .number(number)
            case .boolean(let flag): .boolean(flag)
            case .null, .array, .object: nil
            }
        }
    }

    private static func append(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0x00..<0x20:
                let digits = String(byte, radix: 16)
                text.append(contentsOf: (digits.utf8.count == 1 ? "\\u000" : "\\u00").utf8)
                text.append(contentsOf: digits.utf8)
            default:
                text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
