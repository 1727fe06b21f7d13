import Testing

@testable import RedisBus

@Suite struct RedisReplyReaderTests {
    static let replies: [(wire: String, value: RedisValue)] = [
        ("+OK\r\n", .status("OK")),
        ("+\r\n", .status("")),
        ("-ERR no such thing\r\n", .error(RedisReplyError("ERR no such thing"))),
        (":0\r\n", .integer(0)),
        (":-9223372036854775808\r\n", .integer(.min)),
        (":9223372036854775807\r\n", .integer(.max)),
        ("$-1\r\n", .null),
        ("*-1\r\n", .null),
        ("$0\r\n\r\n", .bulk([])),
        ("$4\r\n\r\n\r\n\r\n", .bulk(Array("\r\n\r\n".utf8))),
        ("$9\r\n안녕😀\r\n".replacing("$9", with: "$10"), .bulk(Array("안녕😀".utf8))),
        ("*0\r\n", .array([])),
        ("*2\r\n*0\r\n$-1\r\n", .array([.array([]), .null])),
        (
            "*1\r\n*2\r\n$1\r\ns\r\n*2\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nt\r\n$1\r\nx\r\n*2\r\n$3\r\n1-2\r\n*-1\r\n",
            .array([
                .array([
                    .bulk(Array("s".utf8)),
                    .array([
                        .array([
                            .bulk(Array("1-1".utf8)),
                            .array([.bulk(Array("t".utf8)), .bulk(Array("x".utf8))]),
                        ]),
                        .array([.bulk(Array("1-2".utf8)), .null]),
                    ]),
                ])
            ])
        ),
        (
            "*3\r\n:1\r\n-EXECABORT a b\r\n+QUEUED\r\n",
            .array([
                .integer(1), .error(RedisReplyError("EXECABORT a b")), .status("QUEUED"),
            ])
        ),
    ]

    static func read(_ chunks: [ArraySlice<UInt8>]) throws -> [RedisValue] {
        var reader = RedisReplyReader()
        var values: [RedisValue] = []
        for chunk in chunks {
            chunk.withUnsafeBytes { reader.feed($0) }
            while let value = try reader.next() {
                values.append(value)
            }
        }
        return values
    }

    @Test(arguments: replies.indices)
    func everyReplyIsReadHoweverItsBytesAreCut(index: Int) throws {
        let (wire, value) = Self.replies[index]
        let bytes = Array((wire + "+next\r\n").utf8)
        for cut in 0...bytes.count {
            #expect(try Self.read([bytes[..<cut], bytes[cut...]]) == [value, .status("next")], "cut at \(cut)")
        }
        #expect(try Self.read(bytes.indices.map { bytes[$0...$0] }) == [value, .status("next")])
    }

    @Test func manyRepliesInOneChunkComeInOrder() throws {
        let bytes = Array(Self.replies.map(\.wire).joined().utf8)
        #expect(try Self.read([bytes[...]]) == Self.replies.map(\.value))
    }

    @Test func aLargeBulkStringArrivesWholeInSmallChunks() throws {
        let payload = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let bytes = Array("$\(payload.count)\r\n".utf8) + payload + Array("\r\n".utf8)
        let chunks = stride(from: 0, to: bytes.count, by: 9_973).map { bytes[$0..<min($0 + 9_973, bytes.count)] }
        #expect(try Self.read(chunks) == [.bulk(payload)])
    }

    @Test(arguments: [
        "?what\r\n", "HTTP/1.1 400 Bad Request\r\n", "*x\r\n", "$-2\r\n", "$99999999999999999999\r\n", ":12a\r\n",
        "*99999999999\r\n", String(repeating: "*1\r\n", count: 20),
    ])
    func whatIsNoReplyIsRefused(wire: String) throws {
        let error = #expect(throws: RedisError.self) {
            try Self.read([Array((wire + "+OK\r\n").utf8)[...]])
        }
        #expect(error?.code == .protocolViolation)
    }

    @Test func afterARefusalNothingIsReadAnyMore() {
        var reader = RedisReplyReader()
        Array("!\r\n".utf8).withUnsafeBytes { reader.feed($0) }
        for _ in 0..<3 {
            var isRefused = false
            do {
                _ = try reader.next()
            } catch {
                isRefused = true
            }
            #expect(isRefused)
            Array("+OK\r\n".utf8).withUnsafeBytes { reader.feed($0) }
        }
    }

    @Test(arguments: [
        "$1000\r\n" + String(repeating: "x", count: 1_000),  // unfinished, and already too long
        "*3\r\n$40\r\n\(String(repeating: "x", count: 40))\r\n$40\r\n\(String(repeating: "x", count: 40))\r\n$40\r\n",
        "*2000000000\r\n" + String(repeating: ":1\r\n", count: 50),
    ])
    func aReplyPastItsLimitsIsRefused(wire: String) {
        var reader = RedisReplyReader(limits: RedisReplyLimits(bytes: 79, values: 20))
        Array(wire.utf8).withUnsafeBytes { reader.feed($0) }
        var code: RedisError.Code?
        do {
            while try reader.next() != nil {}
        } catch {
            code = error.code
        }
        #expect(code == .protocolViolation)
    }

    @Test func limitsHoldForOneReplyAndNotForAllTogether() throws {
        var reader = RedisReplyReader(limits: RedisReplyLimits(bytes: 64, values: 4))
        for _ in 0..<1_000 {
            Array("*2\r\n$3\r\nabc\r\n:7\r\n".utf8).withUnsafeBytes { reader.feed($0) }
            #expect(try reader.next() == .array([.bulk(Array("abc".utf8)), .integer(7)]))
        }
    }
}
