import DequeModule
import Messages

/// Decides which events of which runs go into the next write. A pure value under ``RunWriter``'s lock.
///
/// There is no timer: what arrives while a write is on the wire joins the next one, so an idle store costs one round
/// trip and a busy one makes the batches larger by itself.
struct GroupCommit: Sendable {
    /// What to do next.
    enum Step: Sendable {
        case write([RunBatch])
        case compare(RunID)
        /// Nothing until more arrives.
        case rest
    }

    private(set) var journals: [RunID: RunJournal] = [:]
    /// The runs with something to write, each once.
    private var ready: Deque<RunID> = []
    /// The runs whose log must be compared, each once.
    private var unsure: Deque<RunID> = []
    /// Comparisons and writes take turns, so that a log that cannot be read holds up no other run.
    private var isTurnOfWrite = false
    private var onWire: [RunID] = []

    /// Takes up a run; false where this worker has it already.
    mutating func open(_ journal: RunJournal) -> Bool {
        guard self.journals[journal.record.run] == nil else { return false }
        self.journals[journal.record.run] = journal
        self.change(journal.record.run) { _ in }
        return true
    }

    mutating func close(_ run: RunID) {
        self.unsure.removeAll { $0 == run }
        self.journals[run] = nil
    }

    /// Changes one journal in place and lists it where that gave it something to do; nil where there is none.
    @discardableResult
    mutating func change<Result>(_ run: RunID, _ body: (inout RunJournal) -> Result) -> Result? {
        guard let index = self.journals.index(forKey: run) else { return nil }
        let result = body(&self.journals.values[index])
        if self.journals.values[index].status == .unsure, !self.unsure.contains(run) { self.unsure.append(run) }
        if self.journals.values[index].isReady, !self.journals.values[index].isListed {
            self.journals.values[index].isListed = true
            self.ready.append(run)
        }
        return result
    }

    /// Says what to do next; whoever asks must do it and report before asking again.
    mutating func next(entries limit: Int) -> Step {
        if self.isTurnOfWrite {
            self.isTurnOfWrite = false
            if let batches = self.takeBatches(entries: limit) { return .write(batches) }
        }
        if let run = self.unsure.popFirst() {
            self.isTurnOfWrite = true
            return .compare(run)
        }
        return self.takeBatches(entries: limit).map { .write($0) } ?? .rest
    }

    /// What is ready of every run, up to a number of entries; nil where nothing is.
    private mutating func takeBatches(entries limit: Int) -> [RunBatch]? {
        var batches: [RunBatch] = []
        var room = limit
        while room > 0, let run = self.ready.popFirst() {
            guard let index = self.journals.index(forKey: run) else { continue }
            self.journals.values[index].isListed = false
            guard self.journals.values[index].isReady else { continue }
            let batch = self.journals.values[index].takeBatch(limit: room)
            room -= max(1, batch.entries.count)
            batches.append(batch)
            self.onWire.append(run)
        }
        return batches.isEmpty ? nil : batches
    }

    /// Takes in what came of the last write.
    mutating func finished(_ outcomes: [AppendOutcome], now: ContinuousClock.Instant) {
        for (run, outcome) in zip(self.onWire, outcomes) {
            self.change(run) { $0.finished(outcome, now: now) }
        }
        self.onWire = []
    }

    /// Takes in that the last write has an unknown end.
    mutating func interrupted() {
        for run in self.onWire { self.change(run) { $0.interrupted() } }
        self.onWire = []
    }

    /// Takes in that the store was away: every run must be compared.
    mutating func distrustAll() {
        self.onWire = []
        for run in Array(self.journals.keys) { self.change(run) { $0.interrupted() } }
    }
}
