/// The `id:` of a server-sent event: a run and the place up to which its client knows everything.
///
/// Written `<runId>:<epoch>-<sequence>`. What the edge says itself is not in the log; its id ends in `.` and a suffix
/// and, as a cursor, means the same place as without it.
package struct StreamCursor: Hashable, Sendable, CustomStringConvertible {
    package var run: RunID
    package var event: EventID
    /// Sets apart ids of what the edge says itself at one place; nil for an event of the log.
    package var suffix: String?

    package init(run: RunID, event: EventID, suffix: String? = nil) {
        self.run = run
        self.event = event
        self.suffix = suffix
    }

    /// Reads a `Last-Event-ID`; nil where the text is not one of ours (another server's id, a number).
    package init?(_ text: some StringProtocol) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let run = RunID(halves[0]) else { return nil }
        let parts = halves[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let event = EventID(parts[0]) else { return nil }
        self.init(run: run, event: event, suffix: parts.count == 2 ? String(parts[1]) : nil)
    }

    package var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(80)
        self.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends ``description``.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: self.run.description.utf8)
        bytes.append(UInt8(ascii: ":"))
        self.event.append(to: &bytes)
        if let suffix {
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: suffix.utf8)
        }
    }
}
