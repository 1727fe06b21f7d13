import Bus
import Messages

/// How an event travels in an edge's inbox: a field named `<run>:<epoch>-<sequence>:<type>` whose value is the payload.
enum InboxRecord {
    /// The field's name where the edge shall only look at a run's log.
    static let look = Array("look".utf8)

    static func name(of entry: LogEntry, in run: RunID) -> [UInt8] {
        var name: [UInt8] = []
        name.reserveCapacity(64)
        StreamCursor(run: run, event: entry.id).append(to: &name)
        name.append(UInt8(ascii: ":"))
        name.append(contentsOf: entry.event.type.rawValue.utf8)
        return name
    }

    /// Reads a field; nil where it is nothing that this version knows.
    static func item(name: [UInt8], value: [UInt8]) -> EdgeMail.Item? {
        guard name != self.look else { return RunID(utf8: value[...]).map { .look($0) } }
        guard let first = name.firstIndex(of: UInt8(ascii: ":")), let run = RunID(utf8: name[..<first]),
            let second = name[(first + 1)...].firstIndex(of: UInt8(ascii: ":")),
            let id = EventID(utf8: name[(first + 1)..<second])
        else { return nil }
        let type = RunEventType(rawValue: String(decoding: name[(second + 1)...], as: UTF8.self))
        return .entry(run, LogEntry(id: id, event: RunEvent(type, value)))
    }
}
