/// Numbers as trace headers write them: lower-case hexadecimal digits, all of them.
enum HexText {
    /// The number of up to 16 digits; nil where anything else stands among them.
    static func number(_ text: Substring) -> UInt64? {
        var number: UInt64 = 0
        guard !text.isEmpty, text.utf8.count <= 16 else { return nil }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }

    /// 16 digits.
    static func text(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
