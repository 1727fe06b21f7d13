import Synchronization

/// Collects what a connection received and lets one reader wait for it.
final class ReceivedBytes: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var hasEnded = false
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    func append(_ bytes: [UInt8]) {
        self.change { $0.bytes += bytes }
    }

    func end() {
        self.change { $0.hasEnded = true }
    }

    /// The bytes so far, once they meet a condition, or at the end. One caller at a time.
    func wait(until isMet: @escaping @Sendable ([UInt8]) -> Bool) async -> [UInt8] {
        while true {
            let (bytes, hasEnded) = self.state.withLock { ($0.bytes, $0.hasEnded) }
            if hasEnded || isMet(bytes) || Task.isCancelled { return bytes }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isDue = self.state.withLock { state in
                        let isDue = state.bytes.count != bytes.count || state.hasEnded || Task.isCancelled
                        if !isDue { state.waiter = continuation }
                        return isDue
                    }
                    if isDue { continuation.resume() }
                }
            } onCancel: {
                self.change { _ in }
            }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiter = self.state.withLock { state in
            body(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
