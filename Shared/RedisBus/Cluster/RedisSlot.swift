/// One of the parts of a cluster's key space: keys of one slot are on one node, so a script may touch them together.
struct RedisSlot: Hashable, Sendable {
    static let count = 16_384

    let number: Int

    /// Nil where there is no such slot.
    init?(_ number: Int) {
        guard (0..<Self.count).contains(number) else { return nil }
        self.number = number
    }

    /// The slot of a key: what stands in its first braces decides, or all of it where they are missing or empty.
    init(key: RedisArgument) {
        let bytes = key.bytes
        self.number = Int(Self.checksum(of: Self.hashed(bytes))) % Self.count
    }

    private static func hashed(_ key: [UInt8]) -> ArraySlice<UInt8> {
        guard let open = key.firstIndex(of: UInt8(ascii: "{")) else { return key[...] }
        let inner = key[(open + 1)...]
        guard let close = inner.firstIndex(of: UInt8(ascii: "}")), close > inner.startIndex else { return key[...] }
        return inner[..<close]
    }

    /// CRC16 with the polynomial 0x1021, as XMODEM has it.
    private static func checksum(of bytes: ArraySlice<UInt8>) -> UInt16 {
        bytes.reduce(0) { checksum, byte in
            (checksum << 8) ^ Self.table[Int(UInt8(truncatingIfNeeded: checksum >> 8) ^ byte)]
        }
    }

    private static let table: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte) << 8) { value, _ in
            value & 0x8000 == 0 ? value << 1 : (value << 1) ^ 0x1021
        }
    }
}
