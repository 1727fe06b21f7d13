import Bus
import Messages

/// What a run's log says in the end that its task must be told.
enum RunConclusion: Sendable, Equatable {
    /// JSON text of what it came to.
    case completed(String)
    /// What the person is told.
    case failed(String)
    /// It has not ended, or is forgotten.
    case open

    static func read(_ run: RunID, from log: some RunLog) async throws(BusError) -> RunConclusion {
        var last = EventID.zero
        var result = "{}"
        while true {
            let entries = try await log.entries(of: run, after: last, limit: 1000)
            for entry in entries {
                last = entry.id
                switch entry.event.type {
                case .result: result = String(decoding: entry.event.payload, as: UTF8.self)
                case .completed: return .completed(result)
                case .cancelled: return .failed("cancelled")
                case .failed: return .failed(Self.message(of: entry.event))
                default: break
                }
            }
            if entries.count < 1000 { return .open }
        }
    }

    private static func message(of event: RunEvent) -> String {
        guard let failure = try? RunFailure.decoded(from: event.payload) else { return "failed" }
        return "\(failure.errorType.rawValue): \(failure.message)"
    }
}
