import Messages
import Testing

@Suite struct SearchResultsTests {
    private static let hit = SearchHit(
        id: #"mail_"1"\"#,
        score: 0.000_012,
        type: "mail",
        text: "예산 \u{0}\n\t\u{1F} \"quoted\" / \\ 🙂 \u{2028}",
        metadata: [
            "": .string(""), "한글 \"name\"": .string("값\r\n"), "whole": .integer(.min), "part": .number(-1.5e-9),
            "flag": .boolean(true),
        ]
    )

    @Test(arguments: [nil, true, false])
    func whatIsWrittenIsReadAgain(degraded: Bool?) throws {
        for hits in [[], [Self.hit], [Self.hit, Self.hit]] {
            let results = SearchResults(results: hits, tookMs: 0.125, degraded: degraded)
            #expect(try SearchResults.decoded(from: results.encoded()) == results)
        }
    }

    @Test func membersStandInTheOrderOfTheirNames() throws {
        let hit = SearchHit(id: "i", score: 1, type: "t", text: "x", metadata: ["b": .integer(2), "a": .integer(1)])
        let json = String(decoding: try SearchResults(results: [hit], tookMs: 2).encoded(), as: UTF8.self)
        #expect(
            json == #"{"results":[{"id":"i","metadata":{"a":1,"b":2},"score":1.0,"text":"x","type":"t"}],"tookMs":2.0}"#
        )
    }

    @Test func aNumberThatJSONCannotTellIsLeftOut() throws {
        var hit = Self.hit
        hit.metadata = ["infinite": .number(.infinity), "none": .number(.nan), "one": .integer(1)]
        let results = SearchResults(results: [hit], tookMs: 1)
        #expect(try SearchResults.decoded(from: results.encoded()).results[0].metadata == ["one": .integer(1)])
    }
}
