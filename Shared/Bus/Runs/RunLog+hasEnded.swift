package import Messages

extension RunLog {
    /// Whether the run's last entry is a terminal event.
    package func hasEnded(_ run: RunID) async throws(BusError) -> Bool {
        guard let tip = try await self.tip(of: run) else { return false }
        let before = EventID(tip.epoch, tip.sequence - 1)
        return try await self.entries(of: run, after: before, limit: 1).last?.event.type.isTerminal ?? false
    }
}
