import Synchronization

/// One backend's breaker, shared by all calls to it.
final class CircuitBreaker: Sendable {
    private let state: Mutex<BreakerState>

    init(_ state: BreakerState = BreakerState()) {
        self.state = Mutex(state)
    }

    var isClosed: Bool { self.state.withLock(\.isClosed) }

    func admit() -> BreakerState.Admission {
        self.state.withLock { $0.admit(at: .now) }
    }

    func answered() { self.state.withLock { $0.answered() } }
    func failed() { self.state.withLock { $0.failed(at: .now) } }
    func abandoned() { self.state.withLock { $0.abandoned(at: .now) } }
}
