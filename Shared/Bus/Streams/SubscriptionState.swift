import Messages

/// What waits for one viewer. A pure value: entries up to a limit, beyond which they are dropped and the log is read
/// instead, so that a client that does not read costs no memory.
struct SubscriptionState: Sendable {
    /// Entries and bytes of payload that may wait.
    static let entryLimit = 256
    static let byteLimit = 64 << 10

    private var entries: [LogEntry] = []
    private var bytes = 0
    private var mustLook = false
    private var isDue = false
    private(set) var isClientGone = false
    private(set) var isShuttingDown = false
    /// When the first text came, by the store's clock.
    private(set) var textMoment: Int64?
    /// When to wake the viewer though nothing came.
    var wakeAt: ContinuousClock.Instant?

    mutating func add(_ entry: LogEntry, moment: Int64? = nil) {
        if self.textMoment == nil, let moment, entry.event.type == .text { self.textMoment = moment }
        guard !self.mustLook else { return }
        self.bytes += entry.event.payload.count
        guard self.entries.count < Self.entryLimit, self.bytes <= Self.byteLimit else { return self.look() }
        self.entries.append(entry)
    }

    mutating func look() {
        self.entries = []
        self.bytes = 0
        self.mustLook = true
    }

    mutating func tick(now: ContinuousClock.Instant) {
        if let wakeAt = self.wakeAt, wakeAt <= now { self.isDue = true }
    }

    mutating func clientGone() { self.isClientGone = true }

    mutating func shutDown() { self.isShuttingDown = true }

    /// What the viewer does next; nil to wait.
    mutating func next() -> Wake? {
        if self.isClientGone { return .clientGone }
        if self.isShuttingDown { return .shutdown }
        if self.mustLook {
            self.mustLook = false
            return .look
        }
        if !self.entries.isEmpty {
            defer {
                self.entries = []
                self.bytes = 0
            }
            return .entries(self.entries)
        }
        if self.isDue {
            self.isDue = false
            self.wakeAt = nil
            return .timer
        }
        return nil
    }
}
