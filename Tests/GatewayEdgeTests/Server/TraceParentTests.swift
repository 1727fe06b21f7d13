import Testing

@testable import GatewayEdge

@Suite struct TraceParentTests {
    // The example of W3C Trace Context, section 3.2.
    static let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func callersContextIsContinued() {
        #expect(TraceParent.continuing(Self.given) == Self.given)
    }

    @Test(arguments: [
        nil, "", "00", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01\r\nX: y",
    ])
    func malformedContextIsReplacedByANewOne(given: String?) {
        let first = TraceParent.continuing(given)
        #expect(first != given)
        #expect(first.utf8.count == 55)
        #expect(TraceParent.continuing(first) == first)
        #expect(TraceParent.continuing(given) != first)
    }
}
