import TestSupport
import Testing

@testable import Indexer

@Suite struct RankFusionTests {
    @Test func firstEverywhereScoresOne() {
        let fused = RankFusion.fuse([["a", "b"], ["a", "c"]])
        #expect(fused.map(\.id) == ["a", "b", "c"])
        #expect(abs(fused[0].score - 1) < 1e-12)
        #expect(fused[1].score == fused[2].score)
    }

    @Test func goodInBothBeatsBestInOne() {
        #expect(RankFusion.fuse([["x", "a"], ["y", "a"]]).first?.id == "a")
    }

    @Test func nothingFusesToNothing() {
        #expect(RankFusion.fuse([[Int](), []]).isEmpty)
    }

    @Test(arguments: 0..<20)
    func theTopIsThatOfASort(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let scores = (0..<200).map { _ in Float(Int.random(in: 0..<60, using: &generator)) }
        var top = TopScores(limit: 10)
        for (slot, score) in scores.enumerated() { top.insert(score, slot: slot) }
        let expected = scores.sorted(by: >).prefix(10)
        #expect(top.slots.map { scores[$0] } == Array(expected))
    }
}
