/// Makes texts that the backend's columns and the gateway's request line take (contract §4.4).
package enum DWPText {
    /// Characters of a task's type.
    package static let taskTypeLimit = 100
    /// Bytes of a description; more than anybody reads beside a bar.
    package static let descriptionLimit = 2000
    /// Bytes of an error message before it is percent-encoded.
    package static let errorMessageLimit = 1000

    /// The text without U+0000, which Postgres refuses.
    package static func withoutZeros(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(decoding: text.utf8.filter { $0 != 0 }, as: UTF8.self)
    }

    /// As much of the text as fits, whole characters only.
    package static func cut(_ text: String, toBytes limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var bytes = 0
        let fitting = text.prefix { character in
            bytes += character.utf8.count
            return bytes <= limit
        }
        return String(fitting)
    }

    package static func description(_ text: String) -> String {
        Self.cut(Self.withoutZeros(text), toBytes: Self.descriptionLimit)
    }

    package static func errorMessage(_ text: String) -> String {
        Self.cut(Self.withoutZeros(text), toBytes: Self.errorMessageLimit)
    }

    /// The text for a URL's path or query: all but RFC 3986's unreserved characters is escaped.
    package static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
