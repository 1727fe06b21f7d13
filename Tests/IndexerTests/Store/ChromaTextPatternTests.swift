import Testing

@testable import Indexer

@Suite struct ChromaTextPatternTests {
    @Test(arguments: [
        ("매출보고", #"(?i)매\s?출|"#, 3), ("Reviews", "(?i)review|ｒｅｖｉｅｗ", 1), ("예산 budget 예산", "(?i)예", 2),
        ("résumé", "(?i)resume|ｒｅｓｕｍｅ|résumé", 1), ("연", "(?i)연|", 1),
    ])
    func aQueryBecomesItsTerms(text: String, prefix: String, count: Int) {
        let pattern = ChromaTextPattern(text)
        #expect(pattern.any?.pattern.unicodeScalars.starts(with: prefix.unicodeScalars) == true)
        #expect(pattern.terms.count == count)
    }

    @Test(arguments: ["", " ", "!?.*(", "\\"])
    func whatHoldsNoLetterHasNoPattern(text: String) {
        #expect(ChromaTextPattern(text).any == nil)
    }

    @Test func aLongQueryIsBounded() throws {
        let long = (0..<5000).map { "word\($0) 가\($0)" }.joined(separator: " ")
        #expect(ChromaTextPattern(long).terms.count == 16)
        let word = try #require(ChromaTextPattern(String(repeating: "a", count: 100_000)).any)
        #expect(word.pattern.count < 300)
    }

    @Test func candidatesWithTheRarestTermsComeFirst() {
        let keys = ["a", "b", "c", "d"].map { ChromaKey($0) }
        let lists = [keys, [keys[2]]]
        #expect(ChromaCandidates.best(lists, nearest: [keys[3], keys[1]], limit: 3) == [keys[2], keys[3], keys[1]])
        #expect(ChromaCandidates.best([], nearest: keys, limit: 3).isEmpty)
    }
}
