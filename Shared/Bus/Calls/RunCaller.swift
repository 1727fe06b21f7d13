package import Messages
import Metrics
import Spans
import Tracing

/// Asks another service for something short and waits for the whole answer: a run like any other, forgotten after it.
package struct RunCaller<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    /// How far the callee's clock may be ahead; a caller that has left has cancelled its run besides.
    private static var clockSkew: Duration { .seconds(10) }

    private let sender: RunSender<Queue, Registry, Log>
    private let watch: RunWatch<Log, Registry, LeaseStore>
    private let hops: HopMetrics

    package init(
        sender: RunSender<Queue, Registry, Log>,
        watch: RunWatch<Log, Registry, LeaseStore>,
        hops: HopMetrics = HopMetrics()
    ) {
        self.sender = sender
        self.watch = watch
        self.hops = hops
    }

    /// The events that the callee said, without `started` and the end.
    ///
    /// - Throws: ``RunFailure`` where the run did not end well, ``RunFailure/late`` after `limit`; ``BusError``.
    package func call(
        _ body: some CommandBody,
        kind: RunKind,
        for caller: Caller,
        within limit: Duration,
        traceparent: String?
    ) async throws -> [RunEvent] {
        try await withTraceSpan(
            "call \(kind.rawValue)",
            .client,
            continuing: traceparent,
            ["aura.kind": "\(kind.rawValue)"],
            errorType: { ($0 as? RunFailure)?.errorType.rawValue ?? "\(type(of: $0))" }
        ) { span in
            try await self.answer(to: body, kind: kind, for: caller, within: limit, traceparent: span.traceparent)
        }
    }

    private func answer(
        to body: some CommandBody,
        kind: RunKind,
        for caller: Caller,
        within limit: Duration,
        traceparent: String?
    ) async throws -> [RunEvent] {
        let began = ContinuousClock.now
        let record = self.sender.draft(kind, for: caller, startTimeout: limit + Self.clockSkew)
        let subscription = try await self.sender.send(body, of: record, traceparent: traceparent).subscription
        self.hops.edge.record(duration: .now - began)
        let outcome = await self.follow(record, subscription, within: limit)
        await self.sender.hub.unsubscribe(subscription, runGoesOn: false)
        if case .some = outcome {
            self.sender.hub.forget(record.run)
        } else {
            // Nobody waits for it any more.
            _ = try? await self.sender.registry.requestCancel(record.run)
        }
        guard let outcome else { throw RunFailure.late }
        return try outcome.get()
    }

    /// What the run said; nil where it went on beyond `limit` or the caller was cancelled.
    private func follow(
        _ record: RunRecord,
        _ subscription: RunSubscription,
        within limit: Duration
    ) async -> Result<[RunEvent], RunFailure>? {
        var follower = RunFollower(
            subscription,
            watch: self.watch,
            deadline: record.deadline,
            from: .zero,
            isNew: true,
            expiresAt: nil,
            patience: Patience()
        )
        return await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try? await Task.sleep(for: limit)
                subscription.clientGone()
            }
            defer { tasks.cancelAll() }
            var said: [RunEvent] = []
            while let events = await follower.next() {
                for event in events {
                    switch event {
                    case .events(let entries): said += entries.map(\.event)
                    case .restarted: said = []
                    case .ended(let entry): return Self.result(of: entry.event, said)
                    case .broken(let failure, _): return .failure(failure)
                    case .resync, .endedBefore: return .failure(.replayUnavailable)
                    case .ping: break
                    }
                }
            }
            return nil
        }
    }

    private static func result(of end: RunEvent, _ said: [RunEvent]) -> Result<[RunEvent], RunFailure> {
        guard end.type != .completed else { return .success(said) }
        return .failure((try? RunFailure.decoded(from: end.payload)) ?? .workerLost)
    }
}
