import CCurl
import Glibc
import Synchronization

/// What other threads want of the transfer loop, and the descriptor that wakes it.
///
/// It holds at most one start, one resume and one cancel of each transfer, so it is as bounded as its callers are.
final class LoopMailbox: Sendable {
    enum Message: Sendable {
        case start(Transfer, FetchRequest)
        case resume(Transfer)
        case cancel(Transfer)
    }

    private enum Phase {
        case open
        case closing
        case ended
    }

    private struct State {
        var messages: [Message] = []
        var phase = Phase.open
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let wakeup: OwnedDescriptor

    /// - Throws: `shutDown` if the system has no descriptor left.
    init() throws(FetchError) {
        guard let wakeup = OwnedDescriptor(eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))) else {
            throw FetchError(code: .shutDown, message: "the transfer loop cannot start: eventfd, errno \(errno)")
        }
        self.wakeup = wakeup
    }

    /// The descriptor that becomes readable when there is something to take.
    var descriptor: CInt {
        self.wakeup.number
    }

    /// Leaves a message for the loop; false once it is ending.
    @discardableResult
    func send(_ message: Message) -> Bool {
        let (isAccepted, isFirst) = self.state.withLock { state in
            guard case .open = state.phase else { return (false, false) }
            state.messages.append(message)
            return (true, state.messages.count == 1)
        }
        if isFirst { self.wake() }
        return isAccepted
    }

    /// Takes all messages; nil when the loop is to end.
    func take() -> [Message]? {
        var count: UInt64 = 0
        _ = read(self.wakeup.number, &count, MemoryLayout.size(ofValue: count))
        return self.state.withLock { state in
            guard case .open = state.phase else { return nil }
            defer { state.messages.removeAll(keepingCapacity: state.messages.capacity <= 1024) }
            return state.messages
        }
    }

    /// Asks the loop to end.
    func close() {
        self.state.withLock { state in
            guard case .open = state.phase else { return }
            state.phase = .closing
        }
        self.wake()
    }

    /// Notes that the loop has ended, and fails what was sent too late for it.
    func loopHasEnded() {
        let (messages, waiters) = self.state.withLock { state in
            state.phase = .ended
            defer {
                state.messages = []
                state.endWaiters = []
            }
            return (state.messages, state.endWaiters)
        }
        for case .start(let transfer, _) in messages { transfer.end(.loopEnded) }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until the loop's thread has let go of everything.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let hasEnded = self.state.withLock { state in
                if case .ended = state.phase { return true }
                state.endWaiters.append(continuation)
                return false
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(self.wakeup.number, &one, MemoryLayout.size(ofValue: one))
    }
}

extension FetchError {
    static let loopEnded = FetchError(code: .shutDown, message: "the fetcher has been shut down")
}
