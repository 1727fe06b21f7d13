import FoundationEssentials
package import Logging
package import Messages
import ServiceLifecycle
import Synchronization

/// Brings what workers push to this edge to the viewers that it serves: one reader for all streams, so that an open
/// stream costs nothing while nothing happens in it.
package final class StreamHub: Service {
    /// A run that somebody watches through this edge: what tells the runs apart without asking the store, and no more.
    private struct WatchedRun {
        let tenant: TenantID
        /// Unix milliseconds.
        let created: Int64
        var viewers: [ObjectIdentifier: RunSubscription] = [:]
    }

    private struct State {
        var runs: [RunID: WatchedRun] = [:]
        /// Runs whose owner could not be told yet that this edge serves them.
        var unjoined: Set<RunID> = []
        /// Runs that this edge serves to nobody any more, which could not be made known yet.
        var unleft: Set<RunID> = []
        /// Runs whose answer was heard by who alone asked for it.
        var forgotten: [RunID] = []
        var isShuttingDown = false
    }

    package let edge: ReplicaID
    private let inbox: any EdgeInbox
    private let registry: any RunRegistry
    private let signals: any WorkerSignals
    private let logger: Logger
    private let state = Mutex(State())

    package init(
        edge: ReplicaID,
        inbox: some EdgeInbox,
        registry: some RunRegistry,
        signals: some WorkerSignals,
        logger: Logger
    ) {
        self.edge = edge
        self.inbox = inbox
        self.registry = registry
        self.signals = signals
        self.logger = logger
    }

    /// Reads the inbox until shutdown, after the last stream has ended.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { tasks in
                tasks.addTask { await self.read() }
                tasks.addTask { await self.renew() }
                tasks.addTask { await self.tick() }
                tasks.addTask { await self.tidy() }
            }
            await self.forgetAll()
        }
    }

    /// Open streams on this edge.
    package var viewerCount: Int { self.state.withLock { $0.runs.values.reduce(0) { $0 + $1.viewers.count } } }

    /// Up to `limit` runs of a tenant that somebody watches through this edge, the newest first.
    package func newestRuns(of tenant: TenantID, limit: Int) -> [RunID] {
        let runs = self.state.withLock { state in
            state.runs.compactMap { run, watched in
                watched.tenant == tenant ? (run: run, created: watched.created) : nil
            }
        }
        return runs.sorted { $0.created > $1.created }.prefix(limit).map(\.run)
    }

    package var isShuttingDown: Bool { self.state.withLock(\.isShuttingDown) }

    /// Adds a viewer of a run that this edge has just made.
    package func subscribe(toNew record: RunRecord) -> RunSubscription {
        self.add(record).subscription
    }

    /// Adds a viewer of a run that may be anywhere: its owner is told, so that events come here, too.
    package func subscribe(to record: RunRecord) async throws(BusError) -> RunSubscription {
        let (subscription, isFirst) = self.add(record)
        guard isFirst else { return subscription }
        do throws(BusError) {
            if try await !self.join(record.run) { self.state.withLock { _ = $0.unjoined.insert(record.run) } }
        } catch {
            // Others may have come meanwhile and count on this join.
            if !self.drop(subscription) { self.state.withLock { _ = $0.unjoined.insert(record.run) } }
            throw error
        }
        return subscription
    }

    /// Removes a viewer; where it was the run's last on this edge and the run goes on, that is made known.
    package func unsubscribe(_ subscription: RunSubscription, runGoesOn: Bool) async {
        guard self.drop(subscription), runGoesOn else { return }
        do throws(BusError) {
            try await self.leave(subscription.run)
        } catch {
            self.logger.debug("Leaving a run failed", metadata: ["run": "\(subscription.run)", "error": "\(error)"])
            self.state.withLock { _ = $0.unleft.insert(subscription.run) }
        }
    }

    /// Has a run forgotten soon: whoever asked for it waits for no more.
    package func forget(_ run: RunID) {
        self.state.withLock { $0.forgotten.append(run) }
    }

    /// Ends all streams: their clients are told to come back elsewhere.
    package func shutDown() {
        let all = self.state.withLock { state in
            state.isShuttingDown = true
            return state.runs.values.flatMap(\.viewers.values)
        }
        for subscription in all { subscription.shutDown() }
    }

    // MARK: - Viewers

    private func add(_ record: RunRecord) -> (subscription: RunSubscription, isFirst: Bool) {
        let subscription = RunSubscription(run: record.run)
        let (isFirst, isShuttingDown) = self.state.withLock { state in
            let isFirst = state.runs[record.run] == nil
            let new = WatchedRun(tenant: record.caller.tenant, created: record.created)
            state.runs[record.run, default: new].viewers[ObjectIdentifier(subscription)] = subscription
            return (isFirst, state.isShuttingDown)
        }
        if isShuttingDown { subscription.shutDown() }
        return (subscription, isFirst)
    }

    /// Removes a viewer; true where it was the run's last.
    private func drop(_ subscription: RunSubscription) -> Bool {
        self.state.withLock { state in
            let removed = state.runs[subscription.run]?.viewers.removeValue(forKey: ObjectIdentifier(subscription))
            guard state.runs[subscription.run]?.viewers.isEmpty == true else { return false }
            state.runs[subscription.run] = nil
            return removed != nil
        }
    }

    private func hasViewers(of run: RunID) -> Bool {
        self.state.withLock { $0.runs[run] != nil }
    }

    private func forAll(_ body: (RunSubscription) -> Void) {
        for subscription in self.state.withLock({ $0.runs.values.flatMap(\.viewers.values) }) { body(subscription) }
    }

    // MARK: - The inbox

    private func read() async {
        var backoff = Duration.milliseconds(50)
        while !Task.isCancelled {
            do throws(BusError) {
                let mail = try await self.inbox.receive(wait: .seconds(1))
                self.deliver(mail)
                if mail.hasLost { self.forAll { $0.look() } }
                backoff = .milliseconds(50)
            } catch {
                self.logger.debug("Reading the inbox failed", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: backoff)
                backoff = min(backoff * 2, .seconds(1))
                self.forAll { $0.look() }
            }
        }
    }

    private func deliver(_ mail: EdgeMail) {
        for item in mail.items {
            switch item {
            case .entry(let run, let entry):
                for subscription in self.subscriptions(of: run) {
                    subscription.add(entry, moment: mail.moment)
                }
            case .look(let run):
                for subscription in self.subscriptions(of: run) { subscription.look() }
            }
        }
    }

    private func subscriptions(of run: RunID) -> [RunSubscription] {
        self.state.withLock { state in state.runs[run].map { Array($0.viewers.values) } ?? [] }
    }

    private func renew() async {
        while !Task.isCancelled {
            await self.removeUnfollowed()
            do throws(BusError) {
                if try await self.inbox.renew() {
                    // While there was no inbox, workers may have dropped this edge.
                    self.state.withLock { $0.unjoined.formUnion($0.runs.keys) }
                    self.forAll { $0.look() }
                }
                try await self.joinAgain()
                let isJoined = self.state.withLock { $0.unjoined.isEmpty && $0.unleft.isEmpty }
                try? await Task.sleep(for: isJoined ? .seconds(5) : .milliseconds(250))
            } catch {
                self.logger.debug("Renewing the inbox failed", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Removes viewers whose clients went before their answers could begin: nobody follows for them.
    private func removeUnfollowed() async {
        let all = self.state.withLock { $0.runs.values.flatMap(\.viewers.values) }
        for subscription in all where subscription.isClientGone {
            await self.unsubscribe(subscription, runGoesOn: true)
        }
    }

    private func joinAgain() async throws(BusError) {
        for run in self.state.withLock({ $0.unjoined }) {
            if self.hasViewers(of: run), try await !self.join(run) {
                // What its owner does not push meanwhile, the log has.
                for subscription in self.subscriptions(of: run) { subscription.look() }
                continue
            }
            self.state.withLock { _ = $0.unjoined.remove(run) }
        }
        for run in self.state.withLock({ $0.unleft }) {
            if !self.hasViewers(of: run) { try await self.leave(run) }
            self.state.withLock { _ = $0.unleft.remove(run) }
        }
    }

    /// Makes known that this edge serves the run to nobody any more.
    private func leave(_ run: RunID) async throws(BusError) {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        try await self.registry.remove(self.edge, from: run, now: now)
        if let owner = try await self.registry.record(of: run)?.owner {
            _ = try await self.signals.send(.leave(run, self.edge), to: owner)
        }
        // Somebody may have come meanwhile, and would be missed by the owner.
        if self.hasViewers(of: run) { self.state.withLock { _ = $0.unjoined.insert(run) } }
    }

    /// Tells a run's owner that this edge serves it; false where that must be tried again: the store may have lost the
    /// run until its owner brings it back, and the owner its inbox.
    private func join(_ run: RunID) async throws(BusError) -> Bool {
        guard try await self.registry.record(of: run) != nil else { return false }
        try await self.registry.add(self.edge, to: run)
        // Read after that: whoever begins the run later finds the edge in the registry.
        guard let owner = try await self.registry.record(of: run)?.owner else { return true }
        return try await self.signals.send(.join(run, self.edge), to: owner)
    }

    private func tick() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(250))
            let now = ContinuousClock.now
            self.forAll { $0.tick(now: now) }
        }
    }

    /// Removes what nobody asks for again, many at once. What the store does not take is tried again, up to a number; it
    /// forgets the rest by itself, later.
    private func tidy() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(500))
            await self.forgetAll()
        }
    }

    private func forgetAll() async {
        let runs = self.state.withLock { state in
            defer { state.forgotten = [] }
            return state.forgotten
        }
        do throws(BusError) {
            try await self.registry.forget(runs)
        } catch {
            self.logger.debug("Forgetting runs failed", metadata: ["count": "\(runs.count)", "error": "\(error)"])
            self.state.withLock { $0.forgotten += runs.prefix(10_000 - min($0.forgotten.count, 10_000)) }
        }
    }
}
