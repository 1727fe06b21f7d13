import Testing

@testable import AuraBench

@Suite struct StreamCheckerTests {
    private static let period: UInt64 = 100_000_000

    private func checked(_ sequences: [Int], gaps: [Int: UInt64] = [:]) -> StreamChecker {
        var checker = StreamChecker(StreamOrder(kind: .paced(perSecond: 10), tokens: 5))
        var now: UInt64 = 7
        for (place, sequence) in sequences.enumerated() {
            now += gaps[place] ?? Self.period
            checker.received(sequence, at: now)
        }
        return checker
    }

    @Test func aWholeStreamIsFaultless() {
        let checker = self.checked([0, 1, 2, 3, 4])
        #expect((checker.received, checker.lost, checker.duplicates, checker.reordered) == (5, 0, 0, 0))
        #expect(checker.stalls == 0)
        #expect(checker.longestGap == Self.period)
    }

    @Test(arguments: [[0, 1, 3, 4], [1, 2, 3, 4], [0, 1, 2, 3]])
    func aLostTokenIsFound(sequences: [Int]) {
        let checker = self.checked(sequences)
        #expect((checker.received, checker.lost, checker.duplicates, checker.reordered) == (4, 1, 0, 0))
    }

    @Test func aRepeatedTokenIsFound() {
        let checker = self.checked([0, 1, 1, 2, 3, 4, 0])
        #expect((checker.received, checker.lost, checker.duplicates, checker.reordered) == (5, 0, 2, 0))
    }

    @Test func tokensInAnotherOrderAreFound() {
        let checker = self.checked([0, 2, 1, 3, 4])
        #expect((checker.received, checker.lost, checker.duplicates, checker.reordered) == (5, 0, 0, 1))
    }

    @Test(arguments: [(10 * Self.period, 0), (10 * Self.period + 1, 1)])
    func silenceOfMoreThanTenPeriodsIsAStall(gap: UInt64, stalls: Int) {
        let checker = self.checked([0, 1, 2, 3, 4], gaps: [3: gap])
        #expect(checker.stalls == stalls)
        #expect(checker.longestGap == gap)
    }

    @Test func whatComesFirstIsNoStall() {
        #expect(self.checked([0, 1], gaps: [0: 100 * Self.period]).stalls == 0)
    }

    @Test func faultsAddUp() {
        var outcome = StreamOutcome()
        (outcome.lost, outcome.duplicates, outcome.reordered, outcome.damaged, outcome.stalls) = (1, 2, 3, 4, 5)
        var sum = Fidelity([outcome]) + Fidelity([outcome])
        #expect((sum.faults, sum.stalls, sum.unfinished) == (22, 10, 2))
        outcome.isWhole = true
        sum = Fidelity([outcome])
        #expect(sum.faults == 10)
    }
}
