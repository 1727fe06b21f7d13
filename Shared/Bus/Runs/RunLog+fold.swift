package import Messages

extension RunLog {
    /// Folds a run's whole log, in order.
    package func fold<Result>(
        _ run: RunID,
        into initial: Result,
        _ add: (inout Result, LogEntry) -> Void
    ) async throws(BusError) -> Result {
        var result = initial
        var last = EventID.zero
        while true {
            let entries = try await self.entries(of: run, after: last, limit: 1000)
            for entry in entries {
                last = entry.id
                add(&result, entry)
            }
            if entries.count < 1000 { return result }
        }
    }
}
