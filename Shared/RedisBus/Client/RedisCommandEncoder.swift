import CHiredis
package import NIOCore

/// Writes commands as RESP arrays of bulk strings, by hiredis's formatter.
package struct RedisCommandEncoder {
    /// Bytes that one write may have at most, so that no length overflows what the formatter counts with.
    static let maximumBytes = 256 * 1024 * 1024

    private var text: [UInt8] = []
    private var lengths: [Int] = []

    /// Encodes commands one behind the other into one buffer.
    package static func encode(_ commands: [RedisCommand]) throws(RedisError) -> ByteBuffer {
        var bytes = 0
        for command in commands {
            bytes += command.arguments.reduce(32 + command.name.utf8.count) { $0 + $1.count + 16 }
            guard bytes <= Self.maximumBytes else {
                throw RedisError(.overloaded, "Commands of more than \(Self.maximumBytes) bytes in one write")
            }
        }
        var encoder = RedisCommandEncoder()
        var buffer = ByteBufferAllocator().buffer(capacity: bytes)
        for command in commands {
            try encoder.append(command, to: &buffer)
        }
        return buffer
    }

    private mutating func append(_ command: RedisCommand, to buffer: inout ByteBuffer) throws(RedisError) {
        self.text.removeAll(keepingCapacity: true)
        self.lengths.removeAll(keepingCapacity: true)
        self.text.append(contentsOf: command.name.utf8)
        self.lengths.append(self.text.count)
        for argument in command.arguments {
            argument.append(to: &self.text)
            self.lengths.append(argument.count)
        }
        var formatted: UnsafeMutablePointer<CChar>?
        defer { redisFreeCommand(formatted) }
        let count = self.text.withUnsafeBytes { text in
            // All arguments lie behind one another, so that one pinned block serves every pointer.
            var next = text.baseAddress?.assumingMemoryBound(to: CChar.self)
            var pointers = self.lengths.map { length in
                defer { next = next.map { $0 + length } }
                return next
            }
            return Int(redisFormatCommandArgv(&formatted, Int32(pointers.count), &pointers, self.lengths))
        }
        guard count > 0, let formatted else {
            throw RedisError(.overloaded, "A command cannot be encoded")
        }
        buffer.writeBytes(UnsafeRawBufferPointer(start: formatted, count: count))
    }
}
