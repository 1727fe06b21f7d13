import Testing

@testable import LLM

@Suite struct InertLinksTests {
    private func shown(_ text: String, trusting trusted: String = "", pieces: Int = 1) -> String {
        var links = InertLinks(trusting: [trusted])
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + pieces)
            output += links.add(bytes[start..<end])
            start = end
        }
        return String(decoding: output + links.finish(), as: UTF8.self)
    }

    @Test(arguments: [
        ("[a](https://evil.example/?q=1)", "[a]|(https:|//evil.example/?q=1)"),
        ("![a](https://evil.example/a.png)", "!|[a]|(https:|//evil.example/a.png)"),
        ("![a][ref]\n\n[ref]: //evil.example/a.png", "!|[a][ref]\n\n[ref]|: //evil.example/a.png"),
        (#"[a\[b]: //evil.example"#, #"[a\[b]|: //evil.example"#),
        ("<img src=\"//evil.example\">", "<|img src=\"//evil.example\">"),
        (#"\<img src="//evil.example">"#, #"\<|img src="//evil.example">"#),
        ("<a href='x'>y</a>", "<|a href='x'>y<|/a>"),
        ("<https://evil.example>", "<|https:|//evil.example>"),
        ("see http://evil.example.", "see http:|//evil.example."),
        ("HTTPS://EVIL.EXAMPLE", "HTTPS:|//EVIL.EXAMPLE"),
        ("xhttps://evil.example", "xhttps:|//evil.example"),
        ("www.evil.example/a", "www.|evil.example/a"),
        ("ftp://evil.example", "ftp:|//evil.example"),
        ("&#104;ttps://evil.example", "&|#104;ttps://evil.example"),
        (#"\&#104;ttps://evil.example"#, #"\&|#104;ttps://evil.example"#),
        ("https&colon;//evil.example", "https&|colon;//evil.example"),
        ("<!-- x -->", "<|!-- x -->"),
        ("As document [1]: yes", "As document [1]|: yes"),
    ])
    func whatWouldBecomeALinkIsText(markup: String, text: String) {
        for pieces in [1, 2, 3, 7, 1000] {
            #expect(self.shown(markup, pieces: pieces) == text.replacing("|", with: "\u{200B}"))
        }
    }

    @Test(arguments: [
        "plain text [1] and [2][3].", "a < b && c > d; R&D, AT&T", "hotel, www, http, https:/ and h", "!",
        "안녕하세요 👋 [1]", "x[0] = y", "그림! [1]", "&", "&amp", "]", "<", "ht", "what wholly white", "",
    ])
    func everythingElseStaysAsItIs(text: String) {
        for pieces in [1, 2, 5, 1000] { #expect(self.shown(text, pieces: pieces) == text) }
    }

    @Test(arguments: [
        "https://dwp.example/a?b=c", "http://DWP.example:8080/", "see https://user@dwp.example.",
    ])
    func anAddressOfAHostThatTheReaderWroteStays(text: String) {
        #expect(self.shown(text, trusting: "what is at https://dwp.example/x?") == text)
    }

    @Test(arguments: [
        "https://dwp.example.evil.example/", "https://dwp.example@evil.example/", "https://evil.example/dwp.example",
        "https://evil.example\\@dwp.example",
    ])
    func aHostThatOnlyLooksLikeItDoesNot(text: String) {
        #expect(self.shown(text, trusting: "https://dwp.example").contains("\u{200B}"))
    }

    @Test func aTrustedHostIsNoImageEither() {
        let shown = self.shown("![x](https://dwp.example/a.png)", trusting: "https://dwp.example")
        #expect(shown == "!\u{200B}[x]\u{200B}(https://dwp.example/a.png)")
    }

    @Test func nothingIsHeldBackThatCannotBecomeALink() {
        var links = InertLinks(trusting: [])
        #expect(links.add(Array("안녕 [1".utf8)) == Array("안녕 [1".utf8))
        #expect(links.add(Array("]".utf8)).isEmpty)
        #expect(links.add(Array(" ".utf8)) == Array("] ".utf8))
    }

    @Test func whatAReaderWroteCostsNoMoreThanItsLength() {
        // Each of its beginnings begins a host that would reach to the end.
        let text = String(repeating: "www.", count: 50_000)
        #expect(WebAddress.hosts(in: text).count <= 1)
        #expect(
            WebAddress.hosts(in: "https://a.example and www.b.example.") == [
                Array("a.example".utf8), Array("www.b.example".utf8),
            ]
        )
    }

    @Test func anEndlessHostIsNotHeldForEver() {
        var links = InertLinks(trusting: [])
        let shown = links.add(Array(("https://" + String(repeating: "a", count: 5000)).utf8))
        #expect(shown.count > 4000)
    }
}
