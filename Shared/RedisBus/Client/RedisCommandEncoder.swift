package import NIOCore

/// Writes commands as arrays of bulk strings (Redis serialization protocol specification, "Sending commands to a Redis
/// server"): `*<arguments>`, then `$<length>` and the bytes of each, every line with CRLF.
package enum RedisCommandEncoder {
    /// Bytes that one write may have at most.
    static let maximumBytes = 256 * 1024 * 1024

    /// Encodes commands one behind the other into one buffer.
    package static func encode(_ commands: [RedisCommand]) throws(RedisError) -> ByteBuffer {
        var size = 0
        for command in commands {
            size += Self.size(of: command)
            guard size <= Self.maximumBytes else {
                throw RedisError(.overloaded, "Commands of more than \(Self.maximumBytes) bytes in one write")
            }
        }
        var buffer = ByteBufferAllocator().buffer(capacity: size)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { target in
            var output = RedisCommandOutput(target)
            for command in commands { output.write(command) }
            return output.count
        }
        return buffer
    }

    /// Bytes of a command, with as many for each length as the longest has.
    private static func size(of command: RedisCommand) -> Int {
        command.arguments.reduce(32 + command.name.utf8.count) { $0 + $1.count + 16 }
    }
}
