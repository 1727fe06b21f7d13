import Testing

@testable import AuraCLI

@Suite struct HTTPProbeTests {
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{}", HTTPProbe.Answer(status: 200, excerpt: "{}")),
        ("HTTP/1.1 503 Service Unavailable\r\n\r\na\nb", HTTPProbe.Answer(status: 503, excerpt: "a b")),
        ("HTTP/1.1 204 No Content\r\n\r\n", HTTPProbe.Answer(status: 204, excerpt: "")),
    ])
    func readsStatusAndBody(text: String, answer: HTTPProbe.Answer) {
        #expect(HTTPProbe.parse([UInt8](text.utf8)) == answer)
    }

    @Test(arguments: ["", "HTTP/1.1", "+PONG\r\n", "HTTP/1.1 abc\r\n\r\n"])
    func whatIsNotHTTPIsNoAnswer(text: String) {
        #expect(HTTPProbe.parse([UInt8](text.utf8)) == nil)
    }

    @Test func aPortThatNobodyListensOnIsFreeAndGivesNoAnswer() throws {
        let port = try #require(PortProbe.freePort())
        #expect(PortProbe.isFree(port))
        #expect(HTTPProbe.get("/", host: "127.0.0.1", port: port) == nil)
    }
}
