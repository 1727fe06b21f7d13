package import Messages
import Synchronization

/// One viewer's place at the hub: the hub puts in what comes, the viewer takes it out.
package final class RunSubscription: Sendable {
    private struct State {
        var content = SubscriptionState()
        var waiter: CheckedContinuation<Wake, Never>?
    }

    package let run: RunID
    private let state = Mutex(State())

    package init(run: RunID) {
        self.run = run
    }

    /// Waits for what comes next, at the latest until `wakeAt`. One caller at a time.
    func next(wakeAt: ContinuousClock.Instant) async -> Wake {
        await withCheckedContinuation { continuation in
            let wake = self.state.withLock { state -> Wake? in
                state.content.wakeAt = wakeAt
                let wake = state.content.next()
                if wake == nil { state.waiter = continuation }
                return wake
            }
            if let wake { continuation.resume(returning: wake) }
        }
    }

    package var isClientGone: Bool { self.state.withLock(\.content.isClientGone) }

    /// Whether the stream must end, whatever else there is to show.
    package var isEnding: Bool { self.state.withLock { $0.content.isClientGone || $0.content.isShuttingDown } }

    /// When the first text came to this replica's inbox, Unix milliseconds by the store's clock; nil where nobody knows.
    package var textMoment: Int64? { self.state.withLock(\.content.textMoment) }

    package func add(_ entry: LogEntry, moment: Int64? = nil) { self.change { $0.add(entry, moment: moment) } }
    package func look() { self.change { $0.look() } }
    package func tick(now: ContinuousClock.Instant) { self.change { $0.tick(now: now) } }
    package func clientGone() { self.change { $0.clientGone() } }
    package func shutDown() { self.change { $0.shutDown() } }

    private func change(_ body: (inout SubscriptionState) -> Void) {
        let ready = self.state.withLock { state -> (CheckedContinuation<Wake, Never>, Wake)? in
            body(&state.content)
            guard let waiter = state.waiter, let wake = state.content.next() else { return nil }
            state.waiter = nil
            return (waiter, wake)
        }
        if let (waiter, wake) = ready { waiter.resume(returning: wake) }
    }
}
