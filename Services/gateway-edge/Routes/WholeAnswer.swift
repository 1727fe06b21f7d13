import Bus
import HTTPTypes
import Messages

/// Collects a run's events to one answer. A pure value.
struct WholeAnswer: RunCollector {
    private(set) var text: [UInt8] = []
    /// What the answer relies on; nil where nobody looked.
    private(set) var sources: Sources?
    private var ending: LogEntry?
    private var failure: RunFailure?

    mutating func add(_ event: ViewerEvent) {
        switch event {
        case .events(let entries):
            for entry in entries { self.add(entry.event) }
        case .restarted: self.text = []
        case .resync(let text, _): self.text = text
        case .broken(let failure, _): self.failure = failure
        case .ended(let entry): self.ending = entry
        case .ping, .endedBefore: break
        }
    }

    private mutating func add(_ event: RunEvent) {
        switch event.type {
        case .text: self.text.append(contentsOf: event.payload)
        case .sources: self.sources = try? Sources.decoded(from: event.payload)
        default: break
        }
    }

    /// What the run ended with.
    ///
    /// - Throws: The status that a failure has where the answer is one JSON: 502, 504 for time-outs, 503 for the bus.
    func completed() throws(EdgeError) -> Completed {
        if let ending = self.ending, ending.event.type == .completed {
            return (try? Completed.decoded(from: ending.event.payload)) ?? Completed()
        }
        let stored = self.ending.flatMap { try? RunFailure.decoded(from: $0.event.payload) }
        guard let failure = self.failure ?? stored else {
            throw EdgeError(.workerLost)
        }
        throw EdgeError(failure)
    }
}
