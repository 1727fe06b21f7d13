import Testing

@testable import HTTPFetch

@Suite struct ResponseHeadParserTests {
    @Test func theFinalResponseIsReportedAndInformationalOnesAreSkipped() {
        var parser = ResponseHeadParser(maximumBytes: 1000)
        let lines = [
            "HTTP/1.1 100 Continue\r\n", "X-Early: 1\r\n", "\r\n", "HTTP/1.1 103 Early Hints\r\n", "\r\n",
            "HTTP/1.1 429 Too Many Requests\r\n", "Retry-After:  7 \r\n", "Set-Cookie: a\r\n", "set-cookie: b\r\n",
            "X-Folded: one\r\n", "\t two\r\n", "no colon\r\n", "X-Empty:\r\n",
        ]
        for line in lines { #expect(parser.read(line: line.utf8) == .needMore) }
        guard case .head(let head) = parser.read(line: "\r\n".utf8) else {
            Issue.record("no head")
            return
        }
        #expect(head.status == 429)
        #expect(head.headers["retry-after"] == "7")
        #expect(head.headers.values(of: "SET-COOKIE") == ["a", "b"])
        #expect(head.headers["x-folded"] == "one two")
        #expect(head.headers["x-empty"]?.isEmpty == true)
        #expect(head.headers["x-early"] == nil)
        #expect(parser.read(line: "Trailer: x\r\n".utf8) == .needMore)
    }

    @Test func theStatusOfHTTP2IsReadFromItsLine() {
        var parser = ResponseHeadParser(maximumBytes: 1000)
        #expect(parser.read(line: "HTTP/2 204 \r\n".utf8) == .needMore)
        #expect(
            parser.read(line: "\r\n".utf8) == .head(ResponseHead(status: 204, headers: FetchHeaders()))
        )
    }

    @Test(arguments: ["HTTP/1.1 abc\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 099 x\r\n", "SSH-2.0-x\r\n", "\r\n"])
    func whatIsNoStatusLineIsRefused(line: String) {
        var parser = ResponseHeadParser(maximumBytes: 1000)
        guard case .refuse(let error) = parser.read(line: line.utf8) else {
            Issue.record("not refused")
            return
        }
        #expect(error.code == .protocolError)
    }

    @Test func aHeadBeyondTheLimitIsRefused() {
        var parser = ResponseHeadParser(maximumBytes: 30)
        #expect(parser.read(line: "HTTP/1.1 200 OK\r\n".utf8) == .needMore)
        guard case .refuse(let error) = parser.read(line: "X-Long: 0123456789\r\n".utf8) else {
            Issue.record("not refused")
            return
        }
        #expect(error.code == .responseTooLarge)
    }
}
