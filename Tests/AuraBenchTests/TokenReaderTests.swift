import Testing

@testable import AuraBench

@Suite struct TokenReaderTests {
    private let stamps = [
        TokenStamp(sequence: 0, sentAt: 1), TokenStamp(sequence: 4095, sentAt: 1_175_650_455_200_441),
        TokenStamp(sequence: 10_000_000, sentAt: (1 << 60) - 1),
    ]

    private func text(_ stamp: TokenStamp) -> String {
        var bytes: [UInt8] = []
        stamp.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func read(_ text: String, pieces: Int = .max) -> (found: [TokenStamp], reader: TokenReader) {
        var reader = TokenReader()
        var found: [TokenStamp] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: min(pieces, bytes.count)) {
            reader.consume(bytes[start..<min(start + min(pieces, bytes.count), bytes.count)]) { found.append($0) }
        }
        return (found, reader)
    }

    @Test func everyStampIsOfOneLength() {
        for stamp in self.stamps { #expect(self.text(stamp).utf8.count == TokenStamp.byteCount) }
        #expect(self.text(TokenStamp(sequence: 42, sentAt: 0x1a2b)) == "~0000002a.000000000001a2b;")
    }

    @Test(arguments: [1, 2, 7, 26, 1000])
    func stampsAreReadAsTheyWereWritten(pieces: Int) {
        let plain = self.stamps.map { "id: r:1-2\ndata: \(self.text($0))\n\n" }.joined() + "data: [DONE]\n\n"
        let inJSON = self.stamps.map { #"data: {"content":"\#(self.text($0))"}"# + "\n\n" }.joined()
        let merged = "data: " + self.stamps.map { self.text($0) }.joined() + "\n\n"
        for text in [plain, inJSON, merged] {
            let (found, reader) = self.read(": ~comment\n\n" + text, pieces: pieces)
            #expect(found == self.stamps)
            #expect(reader.damaged == 0)
            #expect(!reader.hasFailed)
        }
        #expect(self.read(plain, pieces: pieces).reader.isDone)
        #expect(!self.read(inJSON, pieces: pieces).reader.isDone)
    }

    @Test(arguments: ["data: ~0000002a.0000000\n", "data: ~0000002a,000000000001a2b;\n", "data: ~0000002g.1\n"])
    func aBrokenStampIsNoticed(text: String) {
        let (found, reader) = self.read(text)
        #expect(found.isEmpty)
        #expect(reader.damaged == 1)
    }

    @Test func stampsCountInDataOnly() {
        #expect(self.read("id: \(self.text(self.stamps[0]))\n").found.isEmpty)
    }

    @Test func anErrorIsNoticed() {
        #expect(self.read("event: error\ndata: {}\n\ndata: [DONE]\n\n").reader.hasFailed)
        #expect(!self.read("event: errors\n\ndata: event: error\n\n").reader.hasFailed)
        #expect(!self.read("data: [DONE]x\n\n").reader.isDone)
    }
}
