import ServerSentEvents
import TestSupport
import Testing

@Suite struct EventStreamParserTests {
    /// Lines of a stream without their ends; an empty one ends an event.
    static let lines = [
        ": hello", "data: 안녕하세요 👩‍👩‍👧‍👦", "", "id: 7-1", "event: 알림", "data:첫째 줄", "data:  둘째 줄 🇰🇷", "", "data",
        "",
        "data:", "data:", "", "event: lost without data", "", ":", "id: bad\u{0}id", "data: {\"a\":\"b: c\"}",
        "retry: 1500",
        "retry: 15x", "unknown: field", "dataset: no", "", "id", "data: [DONE]", "", "data: never ended",
    ]

    static let events = [
        ServerSentEvent(data: Array("안녕하세요 👩‍👩‍👧‍👦".utf8)),
        ServerSentEvent(id: "7-1", event: "알림", data: Array("첫째 줄\n 둘째 줄 🇰🇷".utf8)),
        ServerSentEvent(id: "7-1", data: []),
        ServerSentEvent(id: "7-1", data: [UInt8(ascii: "\n")]),
        ServerSentEvent(id: "7-1", data: Array("{\"a\":\"b: c\"}".utf8)),
        ServerSentEvent(data: Array("[DONE]".utf8)),
    ]

    static func stream(lineEnd: String, byteOrderMark: Bool) -> [UInt8] {
        (byteOrderMark ? [0xEF, 0xBB, 0xBF] : []) + Self.lines.joined(separator: lineEnd).utf8
    }

    @Test(arguments: ["\n", "\r\n", "\r"], [false, true])
    func aStreamMeansTheSameWhereverItIsCutInTwo(lineEnd: String, byteOrderMark: Bool) throws {
        let bytes = Self.stream(lineEnd: lineEnd, byteOrderMark: byteOrderMark)
        for cut in 0...bytes.count {
            var parser = EventStreamParser(maximumEventBytes: 1024)
            var events: [ServerSentEvent] = []
            try parser.consume(bytes[..<cut], into: &events)
            try parser.consume(bytes[cut...], into: &events)
            #expect(events == Self.events, "cut at \(cut)")
            #expect(parser.reconnectionTime == 1500)
            #expect(parser.hasUnfinishedEvent)
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"], [1, 2, 3, 5, 7, 11])
    func aStreamMeansTheSameInChunksOfAnySize(lineEnd: String, size: Int) throws {
        let bytes = Self.stream(lineEnd: lineEnd, byteOrderMark: true)
        #expect(try parse(bytes, chunks: { size }).events == Self.events)
    }

    @Test(arguments: UInt64(0)..<200)
    func aStreamWithMixedLineEndsMeansTheSameInRandomChunks(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // An empty line after a lone CR must not begin with LF, or both would be one line end.
        var bytes: [UInt8] = []
        for (index, line) in Self.lines.enumerated() where index > 0 || !line.isEmpty {
            bytes += line.utf8
            let ends = line.isEmpty && bytes.last == UInt8(ascii: "\r") ? ["\r\n", "\r"] : ["\n", "\r\n", "\r"]
            if index < Self.lines.count - 1 { bytes += (ends.randomElement(using: &random) ?? "\n").utf8 }
        }
        #expect(try parse(bytes, chunks: { Int.random(in: 1...9, using: &random) }).events == Self.events)
    }

    @Test func anEventIsReportedAtItsBlankLineAndNotLater() throws {
        var parser = EventStreamParser(maximumEventBytes: 100)
        var events: [ServerSentEvent] = []
        try parser.consume(Array("data: a\r\n\r".utf8), into: &events)
        #expect(events == [ServerSentEvent(data: Array("a".utf8))])
        try parser.consume(Array("\ndata: b\n".utf8), into: &events)
        #expect(events.count == 1)
        try parser.consume(Array("\n".utf8), into: &events)
        #expect(events.count == 2)
        #expect(!parser.hasUnfinishedEvent)
    }

    @Test func onlyOneByteOrderMarkAtTheVeryBeginningIsTakenOff() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let twice = try parse(mark + mark + Array("data: a\n\ndata: b\n\n".utf8), chunks: { 1 })
        #expect(twice.events == [ServerSentEvent(data: Array("b".utf8))])
        let partial = try parse([0xEF, 0xBB] + Array("data: a\n\ndata: b\n\n".utf8), chunks: { 1 })
        #expect(partial.events == [ServerSentEvent(data: Array("b".utf8))])
    }

    @Test func dataNeedNotBeTextToArriveUnchanged() throws {
        let payload = (UInt8.min...UInt8.max).filter { $0 != 10 && $0 != 13 }
        let parsed = try parse(Array("data: ".utf8) + payload + Array("\n\n".utf8), chunks: { 3 })
        #expect(parsed.events.map(\.data) == [payload])
    }

    @Test(arguments: [1, 7, 64, 4096])
    func anEventOfTheMostAllowedBytesPassesAndOneMoreFails(chunk: Int) throws {
        let id = "id:\(String(repeating: "1", count: 47))\n\n"
        let fitting = Array("data:\(String(repeating: "x", count: 45))\n\(id)".utf8)
        #expect(try parse(fitting + fitting, limit: 100, chunks: { chunk }).events.count == 2)
        let tooLong = Array("data:\(String(repeating: "x", count: 46))\n\(id)".utf8)
        let failed = try parse(fitting + tooLong + fitting, limit: 100, chunks: { chunk })
        #expect(failed.events.count == 1)
        #expect(failed.error?.code == .eventTooLarge)
    }

    @Test func commentsDoNotAddUpButOneThatDoesNotEndFails() throws {
        let pings = Array(repeating: ": ping\n", count: 1000).joined()
        #expect(try parse(Array((pings + "data: a\n\n").utf8), limit: 50, chunks: { 10 }).events.count == 1)
        let endless = Array(":\(String(repeating: "x", count: 60))".utf8)
        #expect(try parse(endless, limit: 50, chunks: { 10 }).error?.code == .eventTooLarge)
    }

    @Test func aLineWithoutEndFailsAsSoonAsItPassesTheLimit() throws {
        var parser = EventStreamParser(maximumEventBytes: 1 << 20)
        var events: [ServerSentEvent] = []
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        for _ in 0..<16 { try parser.consume(chunk, into: &events) }
        #expect(throws: EventStreamError.self) { try parser.consume(chunk, into: &events) }
        #expect(throws: EventStreamError.self) { try parser.consume(Array("\n\ndata: a\n\n".utf8), into: &events) }
        #expect(events.isEmpty)
    }

    private func parse(
        _ bytes: [UInt8],
        limit: Int = 1024,
        chunks: () -> Int
    ) throws -> (events: [ServerSentEvent], error: EventStreamError?) {
        var parser = EventStreamParser(maximumEventBytes: limit)
        var events: [ServerSentEvent] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(chunks())
            rest = rest.dropFirst(chunk.count)
            do {
                try parser.consume(chunk, into: &events)
            } catch let error {
                return (events, error)
            }
        }
        return (events, nil)
    }
}
