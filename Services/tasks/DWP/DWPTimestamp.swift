import Messages

/// A time as the backend writes it: ISO without a zone, with 0 to 9 digits of a fraction (contract §4.1).
struct DWPTimestamp: Sendable, Hashable, Decodable {
    /// The text as it came.
    let text: String
    /// Seconds from 1970-01-01T00:00:00 of the backend's own zone.
    let localSeconds: Int64
    let nanoseconds: Int

    /// Takes `yyyy-MM-ddTHH:mm:ss` with an optional fraction; anything else is no such time.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let local = LocalDateTime(parts[0]) else { return nil }
        var nanoseconds = 0
        if parts.count == 2 {
            guard (1...9).contains(parts[1].utf8.count), let fraction = Self.number(parts[1]) else { return nil }
            nanoseconds = (parts[1].utf8.count..<9).reduce(fraction) { value, _ in value * 10 }
        }
        self.text = text
        self.localSeconds = local.seconds
        self.nanoseconds = nanoseconds
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let time = DWPTimestamp(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a time"))
        }
        self = time
    }

    /// Unix milliseconds, where the backend's zone is so many seconds ahead of UTC.
    func unixMilliseconds(zone offset: Int) -> Int64 {
        (self.localSeconds - Int64(offset)) * 1000 + Int64(self.nanoseconds / 1_000_000)
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}
