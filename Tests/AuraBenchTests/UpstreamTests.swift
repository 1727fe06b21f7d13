import Testing

@testable import AuraBench

/// The upstream and the load against each other, over real connections.
@Suite struct UpstreamTests {
    @Test(.timeLimit(.minutes(1)))
    func whatIsOrderedArrivesWholeAndOnTime() async throws {
        try await withUpstream { port in
            let generator = LoadGenerator()
            let orders = StreamOrder.spread(20, .paced(perSecond: 50), tokens: 25)
            let load = try await generator.open(orders, at: .provider(port: port))
            let outcomes = try await load.measuring { try await load.outcomes(within: .seconds(20)) }
            #expect(Fidelity(outcomes).faults == 0)
            #expect(outcomes.allSatisfy { $0.received == 25 })
            // Of the first streams some tokens came before the measuring began.
            #expect(outcomes.allSatisfy { $0.latencies.count <= 25 } && outcomes.contains { !$0.latencies.isEmpty })
            #expect(outcomes.allSatisfy { $0.latencies.allSatisfy { $0 >= 0 } })
            // 24 periods of 20 ms from the request to the last token; the machine may be slow, never early.
            for outcome in outcomes {
                let firstToken = try #require(outcome.firstToken)
                #expect(firstToken + Double(outcome.lastArrival - outcome.firstArrival) / 1_000_000 > 479)
            }
            #expect(load.tokens == 500)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func anUnpacedStreamIsWhole() async throws {
        try await withUpstream { port in
            let generator = LoadGenerator()
            let order = StreamOrder(kind: .unpaced, tokens: 5000)
            let outcomes = try await generator.open([order], at: .provider(port: port)).outcomes(within: .seconds(20))
            #expect(Fidelity(outcomes).faults == 0)
            #expect(outcomes[0].received == 5000)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aHeldStreamStaysOpenUntilItIsCut() async throws {
        try await withUpstream { port in
            let generator = LoadGenerator()
            let order = StreamOrder(kind: .held, tokens: 3)
            let load = try await generator.open([order], at: .provider(port: port))
            #expect(try await load.waitUntilBegun(1, within: .seconds(10)))
            #expect(load.ended == 0)
            let outcomes = try await load.outcomes(within: .zero)
            #expect(outcomes[0].received == 3)
            #expect(!outcomes[0].isWhole)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func whatIsNoOrderIsRefused() async throws {
        try await withUpstream { port in
            let generator = LoadGenerator()
            let target = LoadTarget(port: port, path: "/v1/chat/completions", headers: { _ in [] }) { _ in
                #"{"model":"gpt-4"}"#
            }
            let order = StreamOrder(kind: .unpaced, tokens: 1)
            let outcome = try await generator.open([order], at: target).outcomes(within: .seconds(10))[0]
            #expect(outcome.status == 400)
            #expect(!outcome.isWhole)
        }
    }

    private func withUpstream(_ body: (Int) async throws -> Void) async throws {
        let server = try await UpstreamServer(port: 0)
        do {
            try await body(server.port)
        } catch {
            await server.end()
            throw error
        }
        await server.end()
    }
}
