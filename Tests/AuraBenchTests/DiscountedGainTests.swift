import Testing

@testable import AuraBench

@Suite struct DiscountedGainTests {
    /// By hand, with gains 7, 3, 1 for grades 3, 2, 1 and discounts 1, 1/log2(3) = 0.63093, 1/2, 1/log2(5) = 0.43068.
    /// The best order of grades 3, 2, 1 sums to 7 + 3 · 0.63093 + 0.5 = 9.39279.
    @Test(arguments: [
        (["a", "b", "c"], 10, 1.0), (["c", "b", "a"], 10, 0.680606), (["x", "a"], 10, 0.470202),
        (["x", "y", "z", "a"], 10, 0.320963), (["a"], 10, 0.745252), (["a", "a", "a"], 10, 0.745252),
        ([String](), 10, 0.0), (["x"], 10, 0.0), (["b", "a"], 1, 0.428571), (["x", "a"], 1, 0.0), (["a"], 1, 1.0),
    ])
    func aRankingHasTheGainThatHandsCount(ranking: [String], depth: Int, expected: Double) {
        let gain = DiscountedGain.normalised(ranking, grades: ["a": 3, "b": 2, "c": 1, "x": 0], depth: depth)
        #expect(abs(gain - expected) < 1e-5)
    }

    @Test func withoutAnythingRelevantThereIsNoGain() {
        #expect(DiscountedGain.normalised(["a"], grades: [:], depth: 10) == 0)
    }

    @Test func theBestOrderIsCutAtTheDepthToo() {
        let grades = Dictionary(uniqueKeysWithValues: (0..<20).map { ("\($0)", 1) })
        #expect(DiscountedGain.normalised((0..<10).map { "\($0)" }, grades: grades, depth: 10) == 1)
    }
}
