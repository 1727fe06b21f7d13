import Signing

/// The vectors that were used lately, up to a number of bytes; the one that was idle for longest goes first.
struct EmbeddingCache: Sendable {
    /// Stands for a model, its vectors' size and a text: their digest.
    struct Key: Hashable, Sendable {
        fileprivate let digest: [UInt8]

        init(model: String, dimension: Int, text: String) {
            // No model's name has a zero byte in it, so no two triples make the same bytes.
            self.digest = SHA256.digest(of: Array("\(model)\0\(dimension)\0\(text)".utf8))
        }
    }

    private struct Entry {
        var vector: [Float]
        var older: Key?
        var newer: Key?
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var newest: Key?
    private var oldest: Key?
    private(set) var bytes = 0

    /// - Parameter limit: Bytes of all entries; what keeps them findable counts.
    init(limit: Int = 16 << 20) {
        self.limit = limit
    }

    /// The vector, which now counts as the one used last.
    mutating func vector(for key: Key) -> [Float]? {
        guard let vector = self.entries[key]?.vector else { return nil }
        if self.newest != key {
            self.unlink(key)
            self.link(key, vector)
        }
        return vector
    }

    /// Keeps a vector, and drops others where all are too much.
    mutating func insert(_ vector: [Float], for key: Key) {
        if self.entries[key] != nil { self.remove(key) }
        let size = Self.size(of: vector)
        guard size <= self.limit else { return }
        self.link(key, vector)
        self.bytes += size
        while self.bytes > self.limit, let oldest = self.oldest { self.remove(oldest) }
    }

    /// Bytes of an entry: the numbers, the digest, and about 160 for its places in the table and in the order.
    private static func size(of vector: [Float]) -> Int { vector.count * 4 + SHA256.byteCount + 160 }

    private mutating func remove(_ key: Key) {
        guard let entry = self.entries[key] else { return }
        self.unlink(key)
        self.bytes -= Self.size(of: entry.vector)
    }

    private mutating func link(_ key: Key, _ vector: [Float]) {
        self.entries[key] = Entry(vector: vector, older: self.newest)
        if let newest = self.newest { self.entries[newest]?.newer = key }
        self.newest = key
        if self.oldest == nil { self.oldest = key }
    }

    private mutating func unlink(_ key: Key) {
        guard let entry = self.entries.removeValue(forKey: key) else { return }
        if let older = entry.older { self.entries[older]?.newer = entry.newer } else { self.oldest = entry.newer }
        if let newer = entry.newer { self.entries[newer]?.older = entry.older } else { self.newest = entry.older }
    }
}
