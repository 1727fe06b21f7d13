import CHiredis
import NIOCore
import Testing
import TestSupport

@testable import RedisBus

@Suite struct RedisCommandEncoderTests {
    /// What hiredis's own formatter makes of a command.
    private func formatted(_ command: RedisCommand) -> [UInt8] {
        let parts = [Array(command.name.utf8)] + command.arguments.map(\.bytes)
        let text = parts.flatMap { $0 }.map { CChar(bitPattern: $0) } + [0]
        return text.withUnsafeBufferPointer { text in
            var next = text.baseAddress
            var pointers = parts.map { part in
                defer { next = next?.advanced(by: part.count) }
                return next
            }
            var result: UnsafeMutablePointer<CChar>?
            defer { redisFreeCommand(result) }
            let count = redisFormatCommandArgv(&result, Int32(parts.count), &pointers, parts.map(\.count))
            return Array(UnsafeRawBufferPointer(start: result, count: Int(count)))
        }
    }

    @Test func commandsAreWrittenAsHiredisWritesThem() throws {
        var generator = SeededGenerator(seed: 3)
        for round in 0..<200 {
            let commands = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                RedisCommand(
                    "XADD",
                    (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                        let count = [0, 1, 9, 10, 15, 16, 99, 100, 1000, 70_000].randomElement(using: &generator) ?? 0
                        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                        return round % 2 == 0
                            ? RedisArgument(bytes) : RedisArgument(String(repeating: "가", count: count / 3))
                    }
                )
            }
            let buffer = try RedisCommandEncoder.encode(commands)
            #expect(Array(buffer.readableBytesView) == commands.flatMap { self.formatted($0) })
        }
    }

    @Test func whatNoBufferCanHoldIsRefusedBeforeItIsWritten() {
        let argument = RedisArgument([UInt8](repeating: 0, count: RedisCommandEncoder.maximumBytes / 4))
        let command = RedisCommand("SET", [RedisArgument](repeating: argument, count: 4))
        let error = #expect(throws: RedisError.self) { try RedisCommandEncoder.encode([command]) }
        #expect(error?.code == .overloaded)
    }
}
