import FoundationEssentials
package import Messages

/// Follows one run for one client, from a place in its log to its end: through the inbox while that keeps up, from the
/// log wherever it does not. The client pulls; what it does not pull costs nothing.
package struct RunFollower<Log: RunLog, Registry: RunRegistry, LeaseStore: Leases>: Sendable {
    private static var readLimit: Int { 64 }

    private let watch: RunWatch<Log, Registry, LeaseStore>
    private let subscription: RunSubscription
    private let deadline: Int64
    private let expiresAt: Int?
    private let patience: Patience

    private var cursor: RunCursor
    private var hasShownText: Bool
    private var mustLook: Bool
    /// Whether the text must be replaced by what the log holds.
    private var mustResync = false
    private var isJoining: Bool
    private var isEnded = false
    private var lastSign = ContinuousClock.now
    private var busAwaySince: ContinuousClock.Instant?
    private var recordMissingSince: ContinuousClock.Instant?
    private var workerDeadSince: ContinuousClock.Instant?

    /// Whether the run may go on after the last event.
    package private(set) var runGoesOn = true

    /// - Parameters:
    ///   - start: Where the client stands; `.zero` before everything.
    ///   - isNew: Whether the run was just made here, so that its log need not be read first.
    ///   - expiresAt: When the client's token ends, Unix seconds.
    package init(
        _ subscription: RunSubscription,
        watch: RunWatch<Log, Registry, LeaseStore>,
        deadline: Int64,
        from start: EventID,
        isNew: Bool,
        expiresAt: Int?,
        patience: Patience
    ) {
        self.subscription = subscription
        self.watch = watch
        self.deadline = deadline
        self.expiresAt = expiresAt
        self.patience = patience
        self.cursor = RunCursor(last: start)
        self.hasShownText = start.sequence > 1
        self.mustLook = !isNew
        self.isJoining = !isNew
    }

    /// Waits for what comes next; nil after the last event, or when the client is gone.
    package mutating func next() async -> [ViewerEvent]? {
        while !self.isEnded {
            var events: [ViewerEvent] = []
            if self.isExpired, !self.subscription.isEnding {
                self.breakOff(RunFailure(.tokenExpired), &events)
            } else if self.mustLook, !self.subscription.isEnding {
                await self.look(into: &events)
            } else {
                await self.wait(into: &events)
            }
            guard events.isEmpty else {
                self.lastSign = .now
                return events
            }
        }
        return nil
    }

    private mutating func wait(into events: inout [ViewerEvent]) async {
        switch await self.subscription.next(wakeAt: self.wakeAt) {
        case .clientGone:
            self.isEnded = true
        case .shutdown:
            self.breakOff(RunFailure(.serverShutdown), &events)
        case .entries(let entries):
            self.take(entries, isFromLog: false, into: &events)
        case .look:
            self.mustLook = true
        case .timer:
            guard !self.isExpired else { return }
            await self.look(into: &events)
            let isSilent = ContinuousClock.now - self.lastSign >= self.patience.ping
            if events.isEmpty, !self.isEnded, isSilent { events.append(.ping) }
        }
    }

    private var wakeAt: ContinuousClock.Instant {
        var wait = ContinuousClock.now.duration(to: self.lastSign + self.patience.ping)
        let isTroubled = [self.busAwaySince, self.recordMissingSince, self.workerDeadSince].contains { $0 != nil }
        if isTroubled { wait = min(wait, .seconds(1)) }
        if self.cursor.last == .zero { wait = min(wait, .milliseconds(self.deadline - Self.now + 250)) }
        if let expiresAt = self.expiresAt { wait = min(wait, .seconds(expiresAt) - .milliseconds(Self.now)) }
        return .now + max(wait, .milliseconds(50))
    }

    /// Asked before every step, since a busy stream leaves the timer no turn.
    private var isExpired: Bool {
        self.expiresAt.map { Self.now / 1000 >= Int64($0) } ?? false
    }

    private mutating func breakOff(_ failure: RunFailure, _ events: inout [ViewerEvent]) {
        self.isEnded = true
        events.append(.broken(failure, at: self.cursor.last))
    }

    private mutating func end(_ event: ViewerEvent, _ events: inout [ViewerEvent]) {
        self.isEnded = true
        self.runGoesOn = false
        events.append(event)
    }

    // MARK: - Entries

    private mutating func take(_ entries: [LogEntry], isFromLog: Bool, into events: inout [ViewerEvent]) {
        var shown: [LogEntry] = []
        let hadShownText = self.hasShownText
        defer { if !shown.isEmpty { events.append(.events(shown)) } }
        for entry in entries {
            let isStart = entry.event.type == .started
            let started = isStart ? try? Started.decoded(from: entry.event.payload) : nil
            switch self.cursor.received(entry, started: started, isFromLog: isFromLog) {
            case .ignore:
                break
            case .deliver where entry.event.type.isTerminal:
                if !shown.isEmpty { events.append(.events(shown)) }
                shown = []
                return self.end(.ended(entry), &events)
            case .deliver:
                if entry.event.type == .text { self.hasShownText = true }
                if !isStart { shown.append(entry) }
            case .restart:
                shown = []
                events.removeAll()
                if hadShownText { events.append(.restarted(entry.id)) }
                self.hasShownText = false
            case .readLog:
                self.mustLook = true
                return
            case .resync:
                shown = []
                self.mustResync = true
                self.mustLook = true
                return
            }
        }
    }

    private mutating func resync(into events: inout [ViewerEvent]) async throws(BusError) {
        let transcript = try await Transcript.read(self.subscription.run, from: self.watch.log)
        self.mustResync = false
        self.cursor.move(to: transcript.last)
        self.hasShownText = !transcript.text.isEmpty
        events.append(.resync(text: transcript.text, upTo: transcript.last))
        if let terminal = transcript.terminal {
            self.end(.ended(LogEntry(id: transcript.last, event: terminal)), &events)
        }
    }

    // MARK: - The log

    /// Reads what the log has beyond the cursor, a piece at a time; where that is nothing, asks whether more can come.
    private mutating func look(into events: inout [ViewerEvent]) async {
        do throws(BusError) {
            self.mustLook = false
            if self.mustResync { return try await self.resync(into: &events) }
            let run = self.subscription.run
            let entries = try await self.watch.log.entries(of: run, after: self.cursor.last, limit: Self.readLimit)
            self.mustLook = entries.count == Self.readLimit
            self.take(entries, isFromLog: true, into: &events)
            if entries.isEmpty { try await self.askWhetherMoreCanCome(into: &events) }
            self.isJoining = false
            self.busAwaySince = nil
        } catch {
            let since = self.busAwaySince ?? .now
            self.busAwaySince = since
            guard ContinuousClock.now - since >= self.patience.bus else { return }
            self.breakOff(RunFailure(.connectionLost), &events)
        }
    }

    private mutating func askWhetherMoreCanCome(into events: inout [ViewerEvent]) async throws(BusError) {
        let run = self.subscription.run
        let finding = try await self.watch.find(run)
        if finding != .unknown { self.recordMissingSince = nil }
        switch finding {
        case .goesOn:
            self.workerDeadSince = nil
        case .ended(let tip) where tip < self.cursor.last:
            // The client knows more than the store, which lost a part before the run ended.
            try await self.resync(into: &events)
        case .ended(let tip) where tip == self.cursor.last:
            self.end(.endedBefore, &events)
        case .ended:
            self.mustLook = true
        case .unknown:
            let since = self.recordMissingSince ?? .now
            self.recordMissingSince = since
            guard self.isJoining || ContinuousClock.now - since >= self.patience.record else { return }
            self.runGoesOn = false
            self.breakOff(.replayUnavailable, &events)
        case .workerDead(let epoch):
            let since = self.workerDeadSince ?? .now
            self.workerDeadSince = since
            guard ContinuousClock.now - since >= self.patience.deadWorker else { return }
            try await self.watch.endLost(run, at: epoch)
        }
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
