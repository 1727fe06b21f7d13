package import Messages
import Synchronization

/// Approvals in this process's memory, with outages on demand; nothing is ever forgotten by itself.
package final class InMemoryApprovals: ApprovalStore, ApprovalFeed {
    private struct State {
        var requests: [ApprovalID: String] = [:]
        var signals: [ApprovalSessionID: String] = [:]
        var listeners: [AsyncStream<ApprovalFeedMessage>.Continuation] = []
        var failure: BusError?
        var isMute = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Makes every call fail with `error` until ``recover()``.
    package func fail(with error: BusError = BusError(.unavailable, "told to fail")) {
        self.state.withLock { $0.failure = error }
    }

    package func recover() {
        self.state.withLock { $0.failure = nil }
    }

    /// Loses what is told from now on: signals are stored, and nobody hears them.
    package func mute() {
        self.state.withLock { $0.isMute = true }
    }

    /// Stores a request's text as another service would; nil forgets the request, as its time to live does.
    package func put(_ json: String?, as id: ApprovalID) {
        self.state.withLock { $0.requests[id] = json }
    }

    /// Stores and tells a text as another service would.
    package func tell(_ json: String, to session: ApprovalSessionID) {
        self.state.withLock { state in
            state.signals[session] = json
            guard !state.isMute else { return }
            for listener in state.listeners { listener.yield(.signal(session, json: json)) }
        }
    }

    package func open(_ request: ApprovalRequest) async throws(BusError) {
        try self.access { state in
            if state.requests[request.id] == nil { state.requests[request.id] = request.json }
        }
    }

    package func approval(_ id: ApprovalID) async throws(BusError) -> StoredApproval? {
        try self.access { $0.requests[id] }.flatMap { StoredApproval(json: $0) }
    }

    package func replace(_ approval: StoredApproval, by json: String) async throws(BusError) -> Bool {
        try self.access { state in
            guard state.requests[approval.request.id] == approval.json else { return false }
            state.requests[approval.request.id] = json
            return true
        }
    }

    package func remove(_ approval: StoredApproval) async throws(BusError) -> Bool {
        try self.access { state in
            guard state.requests[approval.request.id] == approval.json else { return false }
            state.requests[approval.request.id] = nil
            return true
        }
    }

    package func tell(_ signal: ApprovalSignal, to session: ApprovalSessionID) async throws(BusError) {
        try self.access { _ in }
        self.tell(signal.json, to: session)
    }

    package func signal(of session: ApprovalSessionID) async throws(BusError) -> String? {
        try self.access { $0.signals[session] }
    }

    package func messages() -> AsyncStream<ApprovalFeedMessage> {
        let (stream, continuation) = AsyncStream.makeStream(of: ApprovalFeedMessage.self)
        self.state.withLock { state in
            state.listeners.append(continuation)
            continuation.yield(.listening)
        }
        return stream
    }

    private func access<Result: Sendable>(_ body: (inout State) -> Result) throws(BusError) -> Result {
        let result: Swift.Result<Result, BusError> = self.state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            return .success(body(&state))
        }
        return try result.get()
    }
}
