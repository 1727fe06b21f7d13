import Bus

/// What one tenant has used of its day, as far as one worker knows. A pure value.
struct BudgetTally: Sendable, Equatable {
    private(set) var day: UsageDay
    /// As the ledger had it last.
    private var recorded = 0
    /// Of calls that ended since then.
    private var recent = 0
    /// Of calls that go on, as estimated so far.
    private var running: [UsageEntry.ID: Int] = [:]

    init(day: UsageDay) {
        self.day = day
    }

    var used: Int { self.running.values.reduce(self.recorded + self.recent, +) }
    var isIdle: Bool { self.running.isEmpty }

    /// Takes in what the ledger has. What this worker's ended calls cost is in it, or will be at the next look.
    mutating func refresh(day: UsageDay, recorded: Int) {
        self.day = day
        self.recorded = recorded
        self.recent = 0
    }

    mutating func update(_ call: UsageEntry.ID, tokens: Int) {
        self.running[call] = tokens
    }

    mutating func end(_ call: UsageEntry.ID, tokens: Int) {
        self.running[call] = nil
        self.recent += tokens
    }
}
