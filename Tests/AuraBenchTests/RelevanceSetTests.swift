import Testing

@testable import AuraBench

@Suite struct RelevanceSetTests {
    @Test func theBundledSetIsWholeAndLargeEnough() throws {
        let set = try RelevanceSet.bundled()
        #expect(set.documents.count >= 200)
        #expect(set.queries.count >= 70)
        #expect(set.tuning.count + set.control.count == set.queries.count)
        let texts = Set(set.queries.map(\.text))
        #expect(texts.isSuperset(of: ["연차", "주차", "매출보고"]))
        #expect(texts.count == set.queries.count)
    }
}
