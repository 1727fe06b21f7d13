import Bus
import Messages
import ServiceLifecycle
import Synchronization

/// Holds every tenant to its tokens for the day: no call begins beyond them, and one that goes beyond them ends. A call in
/// another worker counts once it has ended.
final class TenantBudget<Ledger: UsageLedger>: Service {
    private let limit: Int?
    private let ledger: Ledger
    private let interval: Duration
    private let today: @Sendable () -> UsageDay
    private let tallies = Mutex<[TenantID: BudgetTally]>([:])

    /// - Parameters:
    ///   - limit: Tokens of one tenant and day; nil for as many as it likes.
    ///   - interval: How often the ledger is asked while calls go on.
    init(
        limit: Int?,
        ledger: Ledger,
        interval: Duration = .seconds(1),
        today: @escaping @Sendable () -> UsageDay = { .today }
    ) {
        self.limit = limit
        self.ledger = ledger
        self.interval = interval
        self.today = today
    }

    /// Begins a call whose prompt is so many tokens.
    ///
    /// - Throws: ``RunFailure/overBudget`` where the tenant has used up its tokens.
    func begin(_ call: ModelCall, tokens: Int) async throws {
        guard let limit = self.limit else { return }
        // Without the ledger what was known last counts: the run that asks cannot be written now either.
        try? await self.refresh(call.caller.tenant)
        let isOver = self.tallies.withLock { tallies in
            var tally = tallies[call.caller.tenant] ?? BudgetTally(day: self.today())
            defer { tallies[call.caller.tenant] = tally }
            guard tally.used < limit else { return true }
            tally.update(call.id, tokens: tokens)
            return false
        }
        if isOver { throw RunFailure.overBudget }
    }

    /// Notes how many tokens a call has come to.
    ///
    /// - Throws: ``RunFailure/overBudget`` where it must end.
    func update(_ call: ModelCall, tokens: Int) throws {
        guard let limit = self.limit else { return }
        let used = self.tallies.withLock { tallies in
            tallies[call.caller.tenant]?.update(call.id, tokens: tokens)
            return tallies[call.caller.tenant]?.used ?? 0
        }
        guard used < limit else { throw RunFailure.overBudget }
    }

    /// Notes what a call has cost in the end.
    func end(_ call: ModelCall, tokens: Int) {
        guard self.limit != nil else { return }
        self.tallies.withLock { $0[call.caller.tenant]?.end(call.id, tokens: tokens) }
    }

    /// Looks into the ledger for the tenants whose calls go on.
    func run() async throws {
        guard self.limit != nil else { return try await gracefulShutdown() }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: self.interval)
                let tenants = self.tallies.withLock { tallies in
                    tallies = tallies.filter { !$0.value.isIdle }
                    return Array(tallies.keys)
                }
                // A ledger that does not answer is asked at the next look; the estimates go on meanwhile.
                for tenant in tenants { try? await self.refresh(tenant) }
            }
        }
    }

    private func refresh(_ tenant: TenantID) async throws {
        let day = self.today()
        let recorded = try await self.ledger.total(of: tenant, on: day)
        self.tallies.withLock { $0[tenant, default: BudgetTally(day: day)].refresh(day: day, recorded: recorded) }
    }
}
