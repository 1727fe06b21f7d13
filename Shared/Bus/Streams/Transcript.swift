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
            if (try? Started.decoded(from: entry.event.payload))?.keep == false { self.text = [] }
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
        var transcript = Transcript()
        while true {
            let entries = try await log.entries(of: run, after: transcript.last, limit: 1000)
            for entry in entries { transcript.add(entry) }
            if entries.count < 1000 { return transcript }
        }
    }
}
