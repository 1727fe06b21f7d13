import Testing

@testable import AuraCLI

@Suite struct ReconnectionTests {
    private static let cut = StreamLoss(kind: .cut, reason: "cut")

    @Test func waitsGrowToFiveSecondsAndEndAtTheLimit() {
        var reconnection = Reconnection(limit: 7)
        reconnection.began()
        let waits = [250, 500, 1000, 2000, 4000, 5000, 5000]
        for (index, wait) in waits.enumerated() {
            #expect(
                reconnection.lost(Self.cut, after: .zero, jitter: 1)
                    == .retry(after: .milliseconds(wait), attempt: index + 1)
            )
        }
        #expect(reconnection.lost(Self.cut, after: .zero, jitter: 1) == .giveUp)
    }

    @Test func notAllComeBackAtOnce() {
        var reconnection = Reconnection(limit: 3)
        reconnection.began()
        #expect(
            reconnection.lost(Self.cut, after: .zero, jitter: 0.5) == .retry(after: .milliseconds(125), attempt: 1)
        )
    }

    @Test func whatIsReadOrHoldsForLongMakesTheNextLossTheFirst() {
        var reconnection = Reconnection(limit: 1)
        reconnection.began()
        #expect(reconnection.lost(Self.cut, after: .zero, jitter: 1) != .giveUp)
        reconnection.progressed()
        #expect(reconnection.lost(Self.cut, after: .zero, jitter: 1) == .retry(after: .milliseconds(250), attempt: 1))
        #expect(
            reconnection.lost(Self.cut, after: .seconds(15), jitter: 1)
                == .retry(after: .milliseconds(250), attempt: 1)
        )
        #expect(reconnection.lost(Self.cut, after: .seconds(14), jitter: 1) == .giveUp)
    }

    @Test(
        arguments: [
            (.unreachable, false), (.busy, false), (.cut, true), (.told, true),
        ] as [(StreamLoss.Kind, Bool)]
    )
    func anEdgeThatWasNeverThereIsNotWaitedFor(kind: StreamLoss.Kind, isTriedAgain: Bool) {
        let loss = StreamLoss(kind: kind, reason: "why")
        var first = Reconnection(limit: 3)
        #expect((first.lost(loss, after: .zero, jitter: 1) != .giveUp) == isTriedAgain)
        var later = Reconnection(limit: 3)
        later.began()
        #expect(later.lost(loss, after: .zero, jitter: 1) != .giveUp)
    }

    @Test(arguments: [StreamLoss.Kind.unreachable, .busy])
    func whatMayHaveArrivedIsAskedForAgainWhateverComesNext(kind: StreamLoss.Kind) {
        var reconnection = Reconnection(limit: 2)
        #expect(reconnection.lost(Self.cut, after: .zero, jitter: 1) == .retry(after: .milliseconds(250), attempt: 1))
        let next = StreamLoss(kind: kind, reason: "why")
        #expect(reconnection.lost(next, after: .zero, jitter: 1) == .retry(after: .milliseconds(500), attempt: 2))
        #expect(reconnection.lost(next, after: .zero, jitter: 1) == .giveUp)
    }

    @Test func withoutRetriesTheFirstLossIsTheLast() {
        var reconnection = Reconnection(limit: 0)
        reconnection.began()
        #expect(reconnection.lost(Self.cut, after: .zero, jitter: 1) == .giveUp)
    }
}
