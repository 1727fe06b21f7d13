import Testing

@testable import LLM

@Suite struct MCPListingStateTests {
    private let start = ContinuousClock.now

    @Test func aListIsKeptForAWhile() {
        var state = MCPListingState(refreshInterval: .seconds(300), retryInterval: .seconds(10))
        #expect(state.begin(at: self.start) == true)
        state.succeeded(at: self.start)
        #expect(state.begin(at: self.start + .seconds(299)) == false)
        #expect(state.begin(at: self.start + .seconds(300)) == true)
        // One asks; the others go on with what is known.
        #expect(state.begin(at: self.start + .seconds(300)) == false)
    }

    @Test func beforeTheFirstAnswerEverybodyAsks() {
        var state = MCPListingState()
        #expect(state.begin(at: self.start) == true)
        #expect(state.begin(at: self.start) == true)
    }

    @Test func afterAFailureItIsAskedSoonAgain() {
        var state = MCPListingState(retryInterval: .seconds(10))
        #expect(state.begin(at: self.start) == true)
        state.failed(at: self.start)
        #expect(state.begin(at: self.start + .seconds(9)) == false)
        #expect(state.begin(at: self.start + .seconds(10)) == true)
    }

    @Test func whoGoesAwayLetsTheNextOneAsk() {
        var state = MCPListingState()
        #expect(state.begin(at: self.start) == true)
        state.succeeded(at: self.start)
        #expect(state.begin(at: self.start + .seconds(300)) == true)
        state.abandoned(at: self.start + .seconds(300))
        #expect(state.begin(at: self.start + .seconds(300)) == true)
    }
}
