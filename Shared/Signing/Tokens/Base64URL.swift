/// Writes and strictly reads base64url without padding (RFC 4648 section 5, as RFC 7515 section 2 uses it).
package enum Base64URL {
    /// Returns the text of `bytes`, without padding.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { text in
            var position = 0
            var bits: UInt32 = 0
            var bitCount: UInt32 = 0
            func append(_ sextet: UInt32) {
                text[position] = alphabet.utf8Start[Int(sextet & 0x3f)]
                position += 1
            }
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                bitCount += 8
                while bitCount >= 6 {
                    bitCount -= 6
                    append(bits >> bitCount)
                }
                bits &= (1 << bitCount) - 1
            }
            if bitCount > 0 { append(bits << (6 - bitCount)) }
            return position
        }
    }

    /// Returns the bytes that `text` stands for.
    ///
    /// Nil where another text could stand for the same bytes or the text is no base64url at all: padding, white space,
    /// any character outside the alphabet (`+` and `/` too), an impossible length, unused bits that are not zero.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        self.decode(text.utf8)
    }

    /// As for text, from its characters' bytes.
    package static func decode(_ characters: some Collection<UInt8>) -> [UInt8]? {
        guard characters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count * 3 / 4)
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for character in characters {
            guard let sextet = self.sextet(of: character) else { return nil }
            bits = bits << 6 | sextet
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
                bits &= (1 << bitCount) - 1
            }
        }
        return bits == 0 ? bytes : nil
    }

    private static func sextet(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
