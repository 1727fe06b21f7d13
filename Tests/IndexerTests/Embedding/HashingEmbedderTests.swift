import Testing

@testable import Indexer

@Suite struct HashingEmbedderTests {
    private func cosine(_ left: String, _ right: String) -> Float {
        zip(HashingEmbedder.vector(of: left), HashingEmbedder.vector(of: right)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test(arguments: ["Budget review", "2026년 1분기 매출 보고서 초안", "a", "가"])
    func vectorsHaveLengthOne(text: String) {
        let vector = HashingEmbedder.vector(of: text)
        #expect(vector.count == 384)
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
    }

    @Test func aTextWithoutLettersIsLikeNothing() {
        #expect(HashingEmbedder.vector(of: "?! …").allSatisfy { $0 == 0 })
    }

    @Test func caseWidthAndCompositionDoNotMatter() {
        #expect(
            HashingEmbedder.vector(of: "VPN 연차")
                == HashingEmbedder.vector(of: "ｖｐｎ \u{110B}\u{1167}\u{11AB}\u{110E}\u{1161}")
        )
    }

    /// Vectors are kept in files, so another process, and a later version of the same name, must make the same ones.
    @Test func theVectorOfATextStaysTheSame() {
        let vector = HashingEmbedder.vector(of: "Budget 예산")
        var digest = TermHash(space: 0)
        for value in vector { digest.combine(UInt32(bitPattern: Int32((value * 10_000).rounded()))) }
        #expect(digest.value == pinned)
    }

    @Test(arguments: [
        ("매출보고", "매출 보고서 초안", "연차 사용 계획"), ("승인했습니다", "승인합니다", "주차장 이용"),
        ("reviewing budgets", "budget review", "server maintenance"), ("회의를 합니다", "회의가 있습니다", "출장비 정산"),
    ])
    func relatedSpellingsLieNearer(query: String, near: String, far: String) {
        #expect(self.cosine(query, near) > self.cosine(query, far) + 0.1)
    }

    private let pinned: UInt64 = 11_473_813_558_372_826_644
}
