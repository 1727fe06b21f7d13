package import Messages
import Synchronization

/// A ledger in this process's memory; nothing is ever forgotten by itself.
package final class InMemoryUsageLedger: UsageLedger {
    private struct Place: Hashable {
        var day: UsageDay
        var user: UserID
        var model: String
    }

    private struct Shared {
        var seen: Set<String> = []
        var models: [TenantID: [UsageDay: Set<String>]] = [:]
        var rows: [TenantID: [Place: UsageRow]] = [:]
        var failure: BusError?
    }

    private let shared = Mutex(Shared())

    package init() {}

    /// Makes every call fail, or, with nil, answer again.
    package func fail(with error: BusError?) {
        self.shared.withLock { $0.failure = error }
    }

    package func record(_ entries: [UsageEntry]) async throws(BusError) -> [Bool] {
        try self.shared.withLock { shared throws(BusError) in
            if let failure = shared.failure { throw failure }
            return entries.map { Self.record($0, &shared) }
        }
    }

    private static func record(_ entry: UsageEntry, _ shared: inout Shared) -> Bool {
        let tenant = entry.caller.tenant
        guard shared.seen.insert("\(tenant) \(entry.id)").inserted else { return false }
        var models = shared.models[tenant]?[entry.day] ?? []
        let isKnown = models.contains(entry.model) || models.count < UsageLimits.models
        let model = isKnown ? entry.model : UsageLimits.otherModel
        models.insert(model)
        shared.models[tenant, default: [:]][entry.day] = models
        let place = Place(day: entry.day, user: entry.caller.user, model: model)
        var row = shared.rows[tenant]?[place] ?? UsageRow(day: place.day, user: place.user, model: model)
        let count = UsageCount(
            promptTokens: entry.promptTokens,
            completionTokens: entry.completionTokens,
            requests: 1
        )
        if entry.isEstimated { row.estimated = row.estimated + count } else { row.exact = row.exact + count }
        shared.rows[tenant, default: [:]][place] = row
        return true
    }

    package func usage(
        of tenant: TenantID,
        on days: ClosedRange<UsageDay>,
        by user: UserID?
    ) async throws(BusError) -> [UsageRow] {
        try self.shared.withLock { shared throws(BusError) in
            if let failure = shared.failure { throw failure }
            return (shared.rows[tenant] ?? [:]).values
                .filter { days.contains($0.day) && (user == nil || $0.user == user) }
                .ordered()
        }
    }

    package func total(of tenant: TenantID, on day: UsageDay) async throws(BusError) -> Int {
        try await self.usage(of: tenant, on: day...day, by: nil)
            .reduce(0) { $0 + ($1.exact + $1.estimated).totalTokens }
    }
}
