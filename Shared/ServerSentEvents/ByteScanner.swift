import Glibc

/// Finds one byte again and again while a position moves on, and looks at no byte twice.
struct ByteScanner {
    let byte: UInt8
    private var found = -1

    init(byte: UInt8) {
        self.byte = byte
    }

    /// Finds the first place of the byte at or after a position, or the end.
    ///
    /// All calls of one scanner look into the same bytes, with positions that do not fall.
    mutating func next(in bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Int {
        if self.found < position { self.found = Self.index(of: self.byte, in: bytes, from: position) }
        return self.found
    }

    /// Finds the first place of a byte at or after a position, or the end.
    static func index(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Int {
        guard position < bytes.count, let base = bytes.baseAddress else { return bytes.count }
        guard let place = memchr(base + position, CInt(byte), bytes.count - position) else { return bytes.count }
        return UnsafeRawPointer(place) - UnsafeRawPointer(base)
    }
}
