/// Takes one UTF-8 byte order mark off a stream's beginning, wherever its chunks are cut.
struct ByteOrderMarkFilter: Sendable {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private var matched = 0
    /// Whether the stream's beginning is known, so that nothing is left to filter.
    private(set) var isDecided = false

    /// Looks at a chunk of the stream's beginning.
    ///
    /// - Returns: how many of the chunk's bytes were used, and bytes of earlier or this chunk that were no mark after all.
    mutating func filter(_ bytes: UnsafeBufferPointer<UInt8>) -> (used: Int, replay: ArraySlice<UInt8>) {
        var used = 0
        while used < bytes.count, self.matched < Self.mark.count, bytes[used] == Self.mark[self.matched] {
            used += 1
            self.matched += 1
        }
        if self.matched == Self.mark.count {
            self.isDecided = true
            return (used, [])
        }
        guard used < bytes.count else { return (used, []) }
        self.isDecided = true
        return (used, Self.mark[..<self.matched])
    }
}
