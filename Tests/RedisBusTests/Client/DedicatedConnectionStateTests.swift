import Testing

@testable import RedisBus

@Suite struct DedicatedConnectionStateTests {
    struct Most: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    var state = DedicatedConnectionState<String>(
        backoff: ReconnectBackoff(initial: .milliseconds(50), maximum: .seconds(2))
    )
    var generator = Most()

    mutating func begin(isOpen: Bool = true) -> String {
        switch self.state.begin(isOpen: { _ in isOpen }, at: .now, using: &self.generator) {
        case .use(let connection): "use \(connection)"
        case .connect(let delay): delay == .zero ? "connect" : "wait"
        case .refuse(let error): error.code.rawValue
        }
    }

    @Test mutating func theFirstUseConnectsAtOnceAndTheNextUsesThat() {
        #expect(self.begin() == "connect")
        let isTaken = self.state.connected("a", at: .now)
        #expect(isTaken)
        self.state.end()
        #expect(self.begin() == "use a")
    }

    @Test mutating func aSecondCommandMeanwhileIsRefused() {
        #expect(self.begin() == "connect")
        #expect(self.begin() == "overloaded")
        self.state.end()
        #expect(self.begin() == "connect")
    }

    @Test mutating func afterAFailureTheNextUseWaits() {
        _ = self.begin()
        self.state.failed(at: .now, using: &self.generator)
        self.state.end()
        #expect(self.begin() == "wait")
    }

    @Test mutating func aConnectionLostWhileIdleIsMadeAnew() {
        _ = self.begin()
        _ = self.state.connected("a", at: .now)
        self.state.end()
        #expect(self.begin(isOpen: false) == "wait")
        let isTaken = self.state.connected("b", at: .now)
        #expect(isTaken)
    }

    @Test mutating func closingIsForGood() {
        _ = self.begin()
        _ = self.state.connected("a", at: .now)
        #expect(self.state.close() == "a")
        self.state.failed(at: .now, using: &self.generator)
        self.state.end()
        #expect(self.begin() == "shutDown")
        let isTaken = self.state.connected("b", at: .now)
        #expect(!isTaken)
        #expect(self.state.close() == nil)
    }
}
