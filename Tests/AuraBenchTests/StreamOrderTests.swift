import Testing

@testable import AuraBench

@Suite struct StreamOrderTests {
    @Test(arguments: [
        StreamOrder(kind: .paced(perSecond: 100), tokens: 600, phase: 137), StreamOrder(kind: .unpaced, tokens: 90_000),
        StreamOrder(kind: .held, tokens: 1),
    ])
    func anOrderIsReadFromItsName(order: StreamOrder) {
        #expect(StreamOrder(model: order.model) == order)
        let body = #"{"messages":[{"content":"model"}],"model":"\#(order.model)","stream":true}"#
        #expect(UpstreamText.order(in: body.utf8) == order)
        #expect(UpstreamText.order(in: body.replacing(":", with: " : ").utf8) == order)
    }

    @Test(arguments: [
        "", "gpt-4", "paced-100-600", "paced-0-600-0", "paced-100-0-0", "paced-100-600-1000", "paced-100-600-0-0",
        "paced--1-600-0", "held-0-99999999999-0", "other-1-1-1",
    ])
    func anythingElseIsNone(model: String) {
        #expect(StreamOrder(model: model) == nil)
    }

    @Test func phasesAreSpreadOverAPeriod() {
        let orders = StreamOrder.spread(4, .paced(perSecond: 10), tokens: 1)
        #expect(orders.map(\.phase) == [0, 250, 500, 750])
        #expect(orders[0].period == 100_000_000)
    }
}
