import Messages
import Testing

/// What replicas of other versions have written must stay readable.
@Suite struct SearchMessagesTests {
    @Test func aStoredSearchIsRead() throws {
        let stored = #"{"query":"매출","limit":5,"type":"mail","since":1769938200000,"later":true}"#
        let search = try SearchDocuments.decoded(from: Array(stored.utf8))
        #expect(search == SearchDocuments(query: "매출", limit: 5, type: "mail", since: 1_769_938_200_000))
        let least = try SearchDocuments.decoded(from: Array(#"{"query":"a","limit":1}"#.utf8))
        #expect(least == SearchDocuments(query: "a", limit: 1))
    }

    @Test func storedResultsAreRead() throws {
        let stored = #"""
            {"results":[{"id":"mail_1","score":0.5,"type":"mail","text":"a",
             "metadata":{"title":"a","count":3,"ratio":0.5,"urgent":true}}],"tookMs":1.25}
            """#
        let results = try SearchResults.decoded(from: Array(stored.utf8))
        #expect(
            results.results.first?.metadata == [
                "title": "a", "count": .integer(3), "ratio": .number(0.5), "urgent": .boolean(true),
            ]
        )
        #expect(try SearchResults.decoded(from: try results.encoded()) == results)
    }
}
