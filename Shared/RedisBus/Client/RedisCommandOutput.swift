import Messages

/// Writes encoded commands into memory that has room for all of them.
struct RedisCommandOutput {
    private let target: UnsafeMutableRawBufferPointer
    /// Bytes written so far.
    private(set) var count = 0

    /// - Parameter target: must have room for whatever is written.
    init(_ target: UnsafeMutableRawBufferPointer) {
        self.target = target
    }

    mutating func write(_ command: RedisCommand) {
        self.writeHead(UInt8(ascii: "*"), command.arguments.count + 1)
        var name = command.name
        name.withUTF8 { self.writeBulk(UnsafeRawBufferPointer($0)) }
        for argument in command.arguments {
            argument.withUnsafeBytes { self.writeBulk($0) }
        }
    }

    private mutating func writeBulk(_ bytes: UnsafeRawBufferPointer) {
        self.writeHead(UInt8(ascii: "$"), bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: self.target[self.count...]).copyMemory(from: bytes)
        self.count += bytes.count
        self.writeLineEnd()
    }

    private mutating func writeHead(_ mark: UInt8, _ number: Int) {
        self.target[self.count] = mark
        self.count +=
            1
            + DecimalText.write(
                UInt64(number),
                to: UnsafeMutableRawBufferPointer(rebasing: self.target[(self.count + 1)...])
            )
        self.writeLineEnd()
    }

    private mutating func writeLineEnd() {
        self.target[self.count] = UInt8(ascii: "\r")
        self.target[self.count + 1] = UInt8(ascii: "\n")
        self.count += 2
    }
}
