extension String {
    /// The text's beginning in at most so many bytes of UTF-8, up to a whole Unicode scalar.
    func cut(toBytes limit: Int) -> String {
        guard self.utf8.count > limit else { return self }
        let bytes = Array(self.utf8.prefix(limit + 1))
        var end = limit
        // Continuation bytes are 10xxxxxx (RFC 3629).
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
