import DequeModule
import Messages

/// What the owner of one run still has to write, and has written, in its epoch. A pure value: ``GroupCommit`` decides
/// with it, ``RunWriter`` acts.
struct RunJournal: Sendable {
    enum Status: Sendable, Equatable {
        case open
        /// The log must be compared before anything is written.
        case unsure
        /// Another worker has the run, or it was ended from outside.
        case lost
        /// The terminal event is in the log.
        case ended
    }

    /// What the comparison with the log asks for.
    enum Reconciliation: Sendable, Equatable {
        case goOn
        case lost
        /// The store lost the tail: take the next epoch and write the rest again.
        case rewrite(keep: Bool)
        /// A later epoch has begun: this worker's own, whose beginning it had no reply to, or another's.
        case verify(keep: Bool)
    }

    let record: RunRecord
    /// Whether ``GroupCommit`` has it among those with something to write.
    var isListed = false
    private(set) var status = Status.open
    private(set) var epoch: UInt64
    /// The last entry that the log is known to hold.
    private(set) var confirmed: EventID
    private(set) var edges: [ReplicaID]
    /// When the last edge went, by the caller's clock; nil while there is one.
    private(set) var abandonedSince: ContinuousClock.Instant?

    private var kept = KeptEntries()
    private var pending: Deque<LogEntry> = []
    private var pendingBytes = 0
    private var announced: [LogEntry] = []
    private var inFlight = 0
    private var hasTerminal = false
    /// Whether the text stands in an epoch that may have been taken to write the tail again; nil without one.
    private var rewriting: Bool?

    /// - Parameter abandonedFor: How long ago the last viewer left, where there is none.
    init(record: RunRecord, epoch: Epoch, now: ContinuousClock.Instant, abandonedFor: Duration = .zero) {
        self.record = record
        self.epoch = epoch.started.id.epoch
        self.confirmed = epoch.started.id
        self.edges = epoch.edges
        self.announced = [epoch.started]
        self.kept.append(epoch.started)
        self.abandonedSince = epoch.edges.isEmpty ? now - abandonedFor : nil
    }

    var isWritable: Bool { self.status == .open || self.status == .unsure }
    var isIdle: Bool { self.pending.isEmpty && self.announced.isEmpty }
    var isReady: Bool { self.status == .open && self.inFlight == 0 && !self.isIdle }
    /// Bytes that wait to be confirmed.
    var backlogBytes: Int { self.pendingBytes }
    /// The whole run's so far.
    var size: RunSize {
        RunSize(events: self.kept.count + self.pending.count, bytes: self.kept.byteCount + self.pendingBytes)
    }

    /// Takes an event; false where nothing may follow.
    mutating func append(_ event: RunEvent) -> Bool {
        guard self.isWritable, !self.hasTerminal else { return false }
        let last = self.pending.last?.id ?? self.confirmed
        self.pending.append(LogEntry(id: EventID(self.epoch, last.sequence + 1), event: event))
        self.pendingBytes += event.payload.count + 32
        self.hasTerminal = event.type.isTerminal
        return true
    }

    /// What goes on the wire next, up to `limit` entries.
    mutating func takeBatch(limit: Int) -> RunBatch {
        self.inFlight = min(limit, self.pending.count)
        let entries = Array(self.pending.prefix(self.inFlight))
        return RunBatch(run: self.record.run, announced: self.announced, entries: entries, edges: self.edges)
    }

    /// Takes in what came of the batch on the wire.
    mutating func finished(_ outcome: AppendOutcome, now: ContinuousClock.Instant) {
        let sent = self.inFlight
        self.inFlight = 0
        if outcome.result == .written {
            self.announced = []
            self.confirm(sent)
        } else {
            self.status = .unsure
        }
        for edge in outcome.goneEdges { self.remove(edge, now: now) }
    }

    /// Takes in that nobody knows what came of the batch on the wire, or that the session changed.
    mutating func interrupted() {
        self.inFlight = 0
        if self.status == .open { self.status = .unsure }
    }

    /// Compares with the log's last entry after an outage or a refusal.
    mutating func compare(tip: EventID?) -> Reconciliation {
        guard let tip, tip >= self.confirmed else {
            // The store lost what it had confirmed. Where the lost part began the answer anew, so must its repetition.
            if let tip, tip.epoch > self.epoch { return self.lose() }
            var copy = self.kept
            let lost = copy.removeAll(after: tip ?? .zero)
            let restarts = lost.contains { entry in
                entry.event.type == .started && tip != nil && Self.keepsText(entry) == false
            }
            self.rewriting = !restarts
            return .rewrite(keep: !restarts)
        }
        guard tip.epoch == self.epoch else { return self.rewriting.map { .verify(keep: $0) } ?? self.lose() }
        let applied = self.pending.prefix { $0.id <= tip }.count
        self.confirm(applied)
        guard self.confirmed == tip else { return self.lose() }
        if self.status == .unsure { self.status = .open }
        return .goOn
    }

    /// Goes on in a new epoch of its own, with everything after the epoch's place to be written again.
    mutating func rebase(on epoch: Epoch, now: ContinuousClock.Instant) {
        let lost = self.kept.removeAll(after: epoch.after)
        let again = lost.filter { $0.event.type != .started }.map(\.event) + self.pending.map(\.event)
        self.epoch = epoch.started.id.epoch
        self.confirmed = epoch.started.id
        self.kept.append(epoch.started)
        self.announced = [epoch.started]
        self.pending = []
        self.pendingBytes = 0
        self.hasTerminal = false
        self.rewriting = nil
        self.status = .open
        for edge in epoch.edges { self.add(edge) }
        for event in again { _ = self.append(event) }
    }

    /// Gives the run up: what is not written never will be.
    @discardableResult
    mutating func lose() -> Reconciliation {
        self.status = .lost
        self.pending = []
        self.pendingBytes = 0
        return .lost
    }

    mutating func add(_ edge: ReplicaID) {
        if !self.edges.contains(edge) { self.edges.append(edge) }
        self.abandonedSince = nil
    }

    mutating func remove(_ edge: ReplicaID, now: ContinuousClock.Instant) {
        self.edges.removeAll { $0 == edge }
        if self.edges.isEmpty, self.abandonedSince == nil { self.abandonedSince = now }
    }

    private mutating func confirm(_ count: Int) {
        for _ in 0..<count {
            guard let entry = self.pending.popFirst() else { break }
            self.pendingBytes -= entry.event.payload.count + 32
            self.confirmed = entry.id
            self.kept.append(entry)
            if entry.event.type.isTerminal { self.status = .ended }
        }
    }

    private static func keepsText(_ entry: LogEntry) -> Bool? {
        try? Started.decoded(from: entry.event.payload).keep
    }
}
