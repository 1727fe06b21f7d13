import Testing

@testable import Indexer

@Suite struct TermsTests {
    private func shared(_ query: String, _ document: String) -> Int {
        let terms = Terms.ofDocument(FoldedText(document))
        return Terms.ofQuery(FoldedText(query)).count { terms[$0] != nil }
    }

    @Test(arguments: [
        ("매출보고", "매출 보고서", 3), ("매출 보고서", "매출보고", 3), ("매출,보고", "매출보고", 2), ("연차", "내년연차계획", 1),
        ("돈", "용돈 지급", 1), ("reviews", "Review", 1), ("class", "clas", 0), ("2026년", "2026 년도", 2), ("É", "e", 1),
        ("資料", "会議資料", 1), ("a-b", "A B", 2),
    ])
    func aQuerySharesTermsWithADocument(query: String, document: String, expected: Int) {
        #expect(self.shared(query, document) == expected)
    }

    @Test func textsAreCutWhereTheScriptChanges() {
        let runs = FoldedText("VPN접속 오류!!v2").runs
        #expect(
            runs.map { String(String.UnicodeScalarView($0.scalars.compactMap(Unicode.Scalar.init))) } == [
                "vpn", "접속", "오류", "v2",
            ]
        )
        #expect(runs.map(\.followsSpace) == [false, false, true, false])
    }
}
