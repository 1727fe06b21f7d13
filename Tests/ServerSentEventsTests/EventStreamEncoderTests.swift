import ServerSentEvents
import TestSupport
import Testing

@Suite struct EventStreamEncoderTests {
    @Test func aFrameHasOneSpaceAfterEachColonAndEndsWithABlankLine() throws {
        var bytes: [UInt8] = []
        try EventStreamEncoder.append(text: "안녕", event: "content", id: "r:1-2", to: &bytes)
        try EventStreamEncoder.append(text: "", to: &bytes)
        EventStreamEncoder.append(comment: "ping (id: unchanged)", to: &bytes)
        EventStreamEncoder.append(comment: "two\nlines", to: &bytes)
        EventStreamEncoder.appendDone(to: &bytes)
        let text = """
            id: r:1-2
            event: content
            data: 안녕

            data:\(" ")

            : ping (id: unchanged)

            : two
            : lines

            data: [DONE]


            """
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        ("a\nb", "a\nb"), ("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\n\rb", "a\n\nb"), ("a\r\r\nb", "a\n\nb"),
        ("\n", "\n"), ("a\n", "a\n"), ("\r\n\r\n", "\n\n"), (" a", " a"), ("data: x\n\nid: 9\n", "data: x\n\nid: 9\n"),
    ])
    func lineEndsInAPayloadComeBackAsLineFeeds(payload: String, expected: String) throws {
        #expect(try roundTrip(Array(payload.utf8)) == Array(expected.utf8))
    }

    @Test(arguments: UInt64(0)..<200)
    func anyPayloadComesBackWithItsLineEndsMadeLineFeeds(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = [10, 13, 32, 58, 0, 97, 0xED, 0x95, 0x9C, 0xFF]
        let payload = (0..<40).compactMap { _ in alphabet.randomElement(using: &random) }
        var expected: [UInt8] = []
        for (index, byte) in payload.enumerated() {
            if byte == 10, index > 0, payload[index - 1] == 13 { continue }
            expected.append(byte == 13 ? 10 : byte)
        }
        #expect(try roundTrip(payload) == expected)
    }

    @Test(arguments: ["a\nb", "a\rb", "a\u{0}b"])
    func anIdOrNameThatCannotStandInALineIsRefusedAndNothingIsWritten(field: String) {
        var bytes: [UInt8] = []
        #expect(throws: EventStreamError.self) {
            try EventStreamEncoder.append(text: "x", id: field, to: &bytes)
        }
        #expect(throws: EventStreamError.self) {
            try EventStreamEncoder.append(text: "x", event: field, to: &bytes)
        }
        #expect(bytes.isEmpty)
    }

    private func roundTrip(_ payload: [UInt8]) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        try EventStreamEncoder.append(data: payload, event: "이름", id: "1-1", to: &bytes)
        var parser = EventStreamParser(maximumEventBytes: 1 << 16)
        var events: [ServerSentEvent] = []
        try parser.consume(bytes, into: &events)
        #expect(events.count == 1)
        #expect(events.first?.id == "1-1")
        #expect(events.first?.event == "이름")
        return events.first?.data
    }
}
