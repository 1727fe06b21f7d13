package import Messages

/// Keeps the automations of all people, and sees to it that of all who change one at once only one does.
package protocol AutomationStore: Sendable {
    /// The store's clock, Unix milliseconds.
    func now() async throws(BusError) -> Int64

    /// Adds an automation in one step, unless its idempotency key is bound or its owner has too many.
    ///
    /// - Parameters:
    ///   - work: What each run is to do; kept until the automation ends.
    ///   - limit: How many automations of one caller may be active.
    func add(
        _ automation: Automation,
        _ standing: AutomationStanding,
        work: AnalyseQuestion,
        binding: AutomationBinding?,
        limit: Int
    ) async throws(BusError) -> AutomationAddition

    /// An automation by its id, whoever it belongs to; nil where it is unknown or forgotten.
    func entry(_ id: AutomationID) async throws(BusError) -> AutomationEntry?

    /// A caller's automations, the newest first, and how many there are.
    func entries(
        of caller: Caller,
        offset: Int,
        limit: Int
    ) async throws(BusError) -> (entries: [AutomationEntry], total: Int)

    /// What each run of an active automation is to do.
    func work(of id: AutomationID) async throws(BusError) -> AnalyseQuestion?

    /// Notes a standing, if the automation's is still that of `entry`, and returns the entry then; else nil, and nothing
    /// is noted. One that is not active any more is forgotten after a while.
    func note(_ standing: AutomationStanding, of entry: AutomationEntry) async throws(BusError) -> AutomationEntry?

    /// Up to `limit` automations at which somebody must look by now, by the store's clock, and when the next one comes.
    func agenda(limit: Int) async throws(BusError) -> AutomationAgenda
}

/// An automation as the store has it.
package struct AutomationEntry: Sendable, Equatable {
    package var automation: Automation
    package var standing: AutomationStanding
    /// Counts the standings.
    package var version: Int

    package init(automation: Automation, standing: AutomationStanding, version: Int) {
        self.automation = automation
        self.standing = standing
        self.version = version
    }
}

/// What makes a repeated request the same one.
package struct AutomationBinding: Sendable, Equatable {
    /// Digest of tenant, user and key.
    package var key: String
    /// Digest of the request, in hexadecimal.
    package var request: String

    package init(key: String, request: String) {
        self.key = key
        self.request = request
    }
}

/// What came of adding an automation.
package enum AutomationAddition: Sendable, Equatable {
    case added(AutomationEntry)
    /// The same request made this one before.
    case known(AutomationEntry)
    /// The key is bound to another request.
    case conflict
    /// The caller has as many as may be.
    case full
}

/// What must be looked at.
package struct AutomationAgenda: Sendable {
    /// The store's clock, Unix milliseconds.
    package var now: Int64
    package var entries: [AutomationEntry]
    /// When the next one comes that is not among these; nil for none.
    package var next: Int64?

    package init(now: Int64, entries: [AutomationEntry], next: Int64?) {
        self.now = now
        self.entries = entries
        self.next = next
    }
}
