import Testing

@testable import GatewayEdge

@Suite struct TextPaceTests {
    private let start = ContinuousClock.now

    @Test func aReaderWaitsForTheFirstTextSinceTheRequestAndThenForEachNext() {
        var pace = TextPace(asked: self.start)
        #expect(pace.wrote(at: self.start + .seconds(2)) == .first(.seconds(2)))
        #expect(pace.wrote(at: self.start + .seconds(5)) == .next(.seconds(3)))
        #expect(pace.wrote(at: self.start + .seconds(5)) == .next(.zero))
    }

    @Test func whoJoinsARunDidNotWaitForItsFirstText() {
        var pace = TextPace(asked: nil)
        #expect(pace.wrote(at: self.start) == nil)
        #expect(pace.wrote(at: self.start + .seconds(1)) == .next(.seconds(1)))
    }
}
