/// Puts one reply together from what the parser reports, depth first and in order.
struct RedisReplyBuilder {
    private struct OpenArray {
        var elements: [RedisValue]
        let count: Int
    }

    private let limits: RedisReplyLimits
    private var open: [OpenArray] = []
    private var finished: RedisValue?
    private var bytes = 0
    private var values = 0

    init(limits: RedisReplyLimits) {
        self.limits = limits
    }

    /// Hands out the finished reply and begins anew; nil if none is finished.
    mutating func take() -> RedisValue? {
        defer {
            self.finished = nil
            self.bytes = 0
            self.values = 0
        }
        return self.finished
    }

    /// Adds a value that has no elements; false when the reply grows past its limits.
    mutating func add(_ value: RedisValue, bytes: Int = 0) -> Bool {
        guard self.count(bytes: bytes) else { return false }
        self.close(value)
        return true
    }

    /// Opens an array; false when the reply grows past its limits.
    mutating func openArray(count: Int) -> Bool {
        guard self.count(bytes: 0) else { return false }
        if count == 0 {
            self.close(.array([]))
        } else {
            var array = OpenArray(elements: [], count: count)
            array.elements.reserveCapacity(min(count, 256))  // the peer's word is no reason to allocate
            self.open.append(array)
        }
        return true
    }

    private mutating func count(bytes: Int) -> Bool {
        self.bytes += bytes
        self.values += 1
        return self.bytes <= self.limits.bytes && self.values <= self.limits.values
    }

    private mutating func close(_ value: RedisValue) {
        var value = value
        while !self.open.isEmpty {
            let top = self.open.count - 1
            self.open[top].elements.append(value)
            guard self.open[top].elements.count == self.open[top].count else { return }
            value = .array(self.open.removeLast().elements)
        }
        self.finished = value
    }
}
