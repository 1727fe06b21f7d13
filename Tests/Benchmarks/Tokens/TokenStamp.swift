/// What the paced upstream says as a token: which it is and when it was sent, in plain letters that pass through any
/// relay unchanged.
struct TokenStamp: Sendable, Equatable {
    /// Counted from 0 in its stream.
    var sequence: Int
    /// Nanoseconds of the machine's monotonic clock, which all its processes share.
    var sentAt: UInt64

    static let sequenceDigits = 8
    static let timeDigits = 15
    static let first = UInt8(ascii: "~")
    static let middle = UInt8(ascii: ".")
    static let last = UInt8(ascii: ";")
    /// Every stamp is as long.
    static let byteCount = 3 + Self.sequenceDigits + Self.timeDigits

    func append(to bytes: inout [UInt8]) {
        bytes.append(Self.first)
        Self.append(UInt64(self.sequence), digits: Self.sequenceDigits, to: &bytes)
        bytes.append(Self.middle)
        Self.append(self.sentAt, digits: Self.timeDigits, to: &bytes)
        bytes.append(Self.last)
    }

    private static let alphabet = Array("0123456789abcdef".utf8)

    private static func append(_ number: UInt64, digits: Int, to bytes: inout [UInt8]) {
        for place in (0..<digits).reversed() {
            bytes.append(Self.alphabet[Int(truncatingIfNeeded: (number >> (4 * UInt64(place))) & 0xF)])
        }
    }
}
