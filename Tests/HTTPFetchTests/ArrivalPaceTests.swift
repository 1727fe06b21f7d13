import Testing

@testable import HTTPFetch

@Suite struct ArrivalPaceTests {
    private let start = ContinuousClock.now

    private var pace: ArrivalPace {
        ArrivalPace(.init(rates: 8000...16_000, longest: .milliseconds(20)), now: self.start)
    }

    /// Lets `count` arrivals come in each of some tenths of a second; the pauses at their ends, in milliseconds.
    private func pauses(_ pace: inout ArrivalPace, _ tenths: Range<Int>, _ count: Int, bytes: Int) -> [Double] {
        tenths.map { tenth in
            for _ in 0..<count { pace.arrived(bytes) }
            return pace.pause(at: self.start + .milliseconds(100 * (tenth + 1))) / .milliseconds(1)
        }
    }

    @Test func nothingWaitsAtModerateRates() {
        var pace = self.pace
        #expect(self.pauses(&pace, 0..<5, 800, bytes: 300) == [0, 0, 0, 0, 0])
    }

    @Test(arguments: [(1000, 5.0), (1200, 10), (1600, 20), (5000, 20)])
    func theMoreSmallPiecesArriveTheLongerTheyGather(count: Int, milliseconds: Double) {
        var pace = self.pace
        #expect(self.pauses(&pace, 0..<1, count, bytes: 300) == [milliseconds])
    }

    @Test func aRateCountsOnceItHasLastedForAWindow() {
        var pace = self.pace
        for _ in 0..<5000 { pace.arrived(300) }
        #expect(pace.pause(at: self.start + .milliseconds(99)) == .zero)
        #expect(pace.pause(at: self.start + .milliseconds(100)) == .milliseconds(20))
        #expect(pace.pause(at: self.start + .milliseconds(101)) == .milliseconds(20))
    }

    @Test func whatGathersDoesNotLookLikeALowerRate() {
        var pace = self.pace
        #expect(self.pauses(&pace, 0..<1, 2000, bytes: 300) == [20])
        // The same bytes in a fifth of the pieces.
        #expect(self.pauses(&pace, 1..<4, 400, bytes: 1500) == [20, 20, 20])
    }

    @Test func itEndsWithTheRate() {
        var pace = self.pace
        #expect(self.pauses(&pace, 0..<1, 1600, bytes: 300) == [20])
        #expect(self.pauses(&pace, 1..<3, 800, bytes: 300) == [0, 0])
        #expect(self.pauses(&pace, 3..<4, 1600, bytes: 300) == [20])
        #expect(pace.pause(at: self.start + .seconds(60)) == .zero)
    }

    @Test func largePiecesAreReadAtOnceAtAnyRate() {
        var pace = self.pace
        #expect(self.pauses(&pace, 0..<3, 5000, bytes: 1024) == [0, 0, 0])
    }

    @Test func somethingLargeBesideTheWordsIsNoRate() {
        var pace = self.pace
        #expect(self.pauses(&pace, 0..<1, 1600, bytes: 300) == [20])
        // The words end, a large body comes.
        #expect(self.pauses(&pace, 1..<2, 1000, bytes: 16 * 1024) == [0])
    }

    @Test func theSizeOfAPieceIsMeasuredAnewFromTimeToTime() {
        var pace = self.pace
        #expect(self.pauses(&pace, 0..<1, 1600, bytes: 100) == [20])
        // The same senders' pieces are six times as large from now on, and half as many.
        let pauses = self.pauses(&pace, 1..<400, 800, bytes: 600)
        #expect(pauses.prefix(198).allSatisfy { $0 == 20 })
        #expect(pauses.dropFirst(198).allSatisfy { $0 == 0 })
    }

    @Test func whoWantsNoPauseGetsNone() {
        var pace = ArrivalPace(.init(longest: .zero), now: self.start)
        #expect(self.pauses(&pace, 0..<2, 5000, bytes: 300) == [0, 0])
    }
}
