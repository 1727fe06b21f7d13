import Testing

@testable import HTTPFetch

@Suite struct FetchRequestTests {
    @Test(arguments: [
        FetchRequest(url: "http://127.0.0.1:1/a?b=c%20d"),
        FetchRequest(
            method: "POST",
            url: "HTTPS://example.com",
            headers: [FetchHeader(name: "X-Name", value: "값 \t x")]
        ),
    ])
    func aSoundRequestPasses(request: FetchRequest) throws {
        try request.validate()
    }

    @Test(arguments: [
        FetchRequest(url: "ftp://example.com/"),
        FetchRequest(url: "file:///etc/passwd"),
        FetchRequest(url: "/relative"),
        FetchRequest(url: "http:example"),
        FetchRequest(url: "http://example.com/a b"),
        FetchRequest(url: "http://example.com/\r\nHost: other"),
        FetchRequest(method: "", url: "http://example.com/"),
        FetchRequest(method: "GET /x HTTP/1.1\r\nA:", url: "http://example.com/"),
        FetchRequest(url: "http://example.com/", headers: [FetchHeader(name: "A:", value: "b")]),
        FetchRequest(url: "http://example.com/", headers: [FetchHeader(name: "A", value: "b\r\nC: d")]),
        FetchRequest(url: "http://example.com/", headers: [FetchHeader(name: "A", value: "b\u{0}")]),
        FetchRequest(url: "http://example.com/", headers: [FetchHeader(name: "content-length", value: "3")]),
        FetchRequest(url: "http://example.com/", headers: [FetchHeader(name: "Transfer-Encoding", value: "chunked")]),
    ])
    func aRequestThatWouldNotArriveAsGivenIsRefused(request: FetchRequest) {
        let error = #expect(throws: FetchError.self) { try request.validate() }
        #expect(error?.code == .invalidRequest)
    }
}
