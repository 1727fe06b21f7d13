import DequeModule

/// Who waits for which reply of one connection: the server answers in order, so the oldest comes first.
///
/// A waiter leaves only with all of its replies or with the connection's end; nothing else may take it out,
/// because every reply behind it would then go to somebody else.
struct PendingReplies<Waiter> {
    struct Entry {
        let waiter: Waiter
        let expected: Int
        let bytes: Int
        let deadline: ContinuousClock.Instant
        fileprivate(set) var replies: [RedisValue] = []

        init(waiter: Waiter, expected: Int, bytes: Int, deadline: ContinuousClock.Instant) {
            self.waiter = waiter
            self.expected = expected
            self.bytes = bytes
            self.deadline = deadline
        }
    }

    enum Action {
        /// The oldest waiter has all its replies.
        case complete(Entry)
        case waitForMore
        /// Nobody asked for this reply: requests and replies no longer match.
        case refuse
    }

    private var entries: Deque<Entry> = []

    var isEmpty: Bool { self.entries.isEmpty }

    /// When the oldest waiter's time is up.
    var deadline: ContinuousClock.Instant? { self.entries.first?.deadline }

    /// Lets a waiter wait for that many replies; at least one.
    mutating func append(_ entry: Entry) {
        self.entries.append(entry)
    }

    mutating func received(_ reply: RedisValue) -> Action {
        guard !self.entries.isEmpty else { return .refuse }
        self.entries[0].replies.append(reply)
        guard self.entries[0].replies.count == self.entries[0].expected else { return .waitForMore }
        return .complete(self.entries.removeFirst())
    }

    /// Takes all waiters out, at the connection's end.
    mutating func removeAll() -> [Entry] {
        defer { self.entries.removeAll() }
        return Array(self.entries)
    }
}
