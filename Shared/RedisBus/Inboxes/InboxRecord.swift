import Bus
import Messages

/// How an event travels in an edge's inbox: a field named `<run>:<epoch>-<sequence>:<type>` whose value is the payload.
enum InboxRecord {
    /// The field's name where the edge shall only look at a run's log.
    static let look = "look"

    static func name(of entry: LogEntry, in run: RunID) -> String {
        "\(run.description):\(entry.id.epoch)-\(entry.id.sequence):\(entry.event.type.rawValue)"
    }

    /// Reads a field; nil where it is nothing that this version knows.
    static func item(name: String, value: [UInt8]) -> EdgeMail.Item? {
        if name == self.look {
            return RunID(String(decoding: value, as: UTF8.self)).map { .look($0) }
        }
        let parts = name.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let run = RunID(parts[0]), let id = EventID(parts[1]) else { return nil }
        let type = RunEventType(rawValue: String(parts[2]))
        return .entry(run, LogEntry(id: id, event: RunEvent(type, value)))
    }
}
