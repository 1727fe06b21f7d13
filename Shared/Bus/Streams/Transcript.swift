package import Messages

/// What a run has said so far, folded from its log. A pure value.
package struct Transcript: Sendable {
    package private(set) var text: [UInt8] = []
    package private(set) var last = EventID.zero
    package private(set) var terminal: RunEvent?

    package init() {}

    package mutating func add(_ entry: LogEntry) {
        self.last = entry.id
        switch entry.event.type {
        case .started:
            if JSONMembers(of: entry.event.payload)?["keep"] == "false" { self.text = [] }
        case .text:
            self.text.append(contentsOf: entry.event.payload)
        case .rewritten:
            self.text = entry.event.payload
        case let type where type.isTerminal:
            self.terminal = entry.event
        default:
            break
        }
    }

    /// Reads a run's whole log.
    package static func read(_ run: RunID, from log: some RunLog) async throws(BusError) -> Transcript {
        try await log.fold(run, into: Transcript()) { transcript, entry in transcript.add(entry) }
    }
}
