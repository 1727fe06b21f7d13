import Bus
import Messages

/// What a run's log says when nobody who worked on it is left to tell: what each attempt said, and how it ended. A pure
/// value.
struct SpokenRun: Sendable, Equatable {
    /// What one worker said of the answer, from its epoch on; a later epoch in which the text stands belongs to it.
    struct Attempt: Sendable, Equatable {
        var epoch: UInt64
        var text: [UInt8] = []
        /// Set for the attempt that came to the end.
        var completed: Completed?
    }

    private(set) var attempts: [Attempt] = []
    /// What the run came to, JSON; nil where it says none.
    private(set) var result: [UInt8]?
    /// What ended the run; nil while it goes on, or is forgotten.
    private(set) var terminal: RunEvent?

    mutating func add(_ entry: LogEntry) {
        switch entry.event.type {
        case .started:
            let keeps = (try? Started.decoded(from: entry.event.payload))?.keep ?? false
            if !keeps || self.attempts.isEmpty { self.attempts.append(Attempt(epoch: entry.id.epoch)) }
        case .text:
            self.change { $0.text += entry.event.payload }
        case .result:
            self.result = entry.event.payload
        case let type where type.isTerminal:
            self.terminal = entry.event
            if type == .completed { self.change { $0.completed = try? Completed.decoded(from: entry.event.payload) } }
        default:
            break
        }
    }

    /// The answer as its readers have it.
    var text: [UInt8] { self.attempts.last?.text ?? [] }

    /// Whether the answer is what its reader goes on from: one that came to its end, or that was ended with its text
    /// standing, by the reader or by a limit. What failed is asked again.
    var isWorthRemembering: Bool {
        guard let terminal = self.terminal, !self.attempts.isEmpty else { return false }
        if terminal.type == .completed { return true }
        guard !self.text.isEmpty else { return false }
        switch (try? RunFailure.decoded(from: terminal.payload))?.errorType {
        case .cancelled?, .outputTooLong?, .budgetExceeded?: return true
        default: return false
        }
    }

    /// Without what the provider counted, which is of several calls together.
    var withoutUsage: SpokenRun {
        var run = self
        for index in run.attempts.indices { run.attempts[index].completed?.usage = nil }
        return run
    }

    static func read(_ run: RunID, from log: some RunLog) async throws(BusError) -> SpokenRun {
        try await log.fold(run, into: SpokenRun()) { said, entry in said.add(entry) }
    }

    private mutating func change(_ body: (inout Attempt) -> Void) {
        guard !self.attempts.isEmpty else { return }
        body(&self.attempts[self.attempts.count - 1])
    }
}
