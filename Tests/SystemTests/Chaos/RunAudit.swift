import Bus
import Messages

/// What a run's log shows when it is read as a whole, and what must not be in it.
struct RunAudit {
    private(set) var problems: [String] = []
    /// Who wrote each epoch.
    private(set) var owners: [ReplicaID] = []
    /// The answer as it stands at the end.
    private(set) var text = ""
    /// What ended the run; nil for one that has not ended.
    private(set) var ending: RunEvent?

    init(_ entries: [LogEntry]) {
        var last = EventID.zero
        for entry in entries {
            self.check(entry, after: last)
            last = entry.id
            switch entry.event.type {
            case .text: self.text += String(decoding: entry.event.payload, as: UTF8.self)
            case .rewritten: self.text = String(decoding: entry.event.payload, as: UTF8.self)
            default: break
            }
            if entry.event.type.isTerminal { self.ending = entry.event }
        }
        if self.ending == nil { self.problems.append("has not ended") }
    }

    /// The type of the failure that ended the run; nil for one that ended well.
    var failure: RunFailure.ErrorType? {
        guard let ending, ending.type != .completed else { return nil }
        return (try? RunFailure.decoded(from: ending.payload))?.errorType ?? .internal
    }

    private mutating func check(_ entry: LogEntry, after last: EventID) {
        if self.ending != nil { self.problems.append("has \(entry.event.type) \(entry.id) after its end") }
        if entry.id.sequence != last.sequence + 1 { self.problems.append("has \(entry.id) after \(last)") }
        guard entry.id.epoch > last.epoch else {
            if entry.event.type == .started { self.problems.append("begins epoch \(entry.id) twice") }
            return
        }
        guard entry.event.type == .started, let started = try? Started.decoded(from: entry.event.payload) else {
            return self.problems.append("has \(entry.id) of an epoch that nobody began")
        }
        if started.after != last { self.problems.append("has an epoch after \(started.after) that follows \(last)") }
        if !started.keep { self.text = "" }
        self.owners.append(started.worker)
    }
}
