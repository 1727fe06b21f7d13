package import Messages

/// Counts the tokens that every tenant's users cost, by model and day.
package protocol UsageLedger: Sendable {
    /// Counts entries, each once; returns which of them were new, in order.
    func record(_ entries: [UsageEntry]) async throws(BusError) -> [Bool]

    /// What was counted on some days, by day, user and model, in this order. Beyond ``UsageLimits/models`` a day's
    /// further models are counted as one.
    ///
    /// - Parameter user: Whose; nil for everybody's.
    func usage(
        of tenant: TenantID,
        on days: ClosedRange<UsageDay>,
        by user: UserID?
    ) async throws(BusError) -> [UsageRow]

    /// Tokens of all a tenant's users on a day.
    func total(of tenant: TenantID, on day: UsageDay) async throws(BusError) -> Int
}

/// What one day of one tenant may hold.
package enum UsageLimits {
    /// Models that are told apart; clients may name any.
    package static let models = 100
    /// What all further ones are called.
    package static let otherModel = "other"
}

extension [UsageRow] {
    /// The rows in the order in which ledgers give them.
    package func ordered() -> [UsageRow] {
        self.sorted { ($0.day, $0.user.description, $0.model) < ($1.day, $1.user.description, $1.model) }
    }
}
