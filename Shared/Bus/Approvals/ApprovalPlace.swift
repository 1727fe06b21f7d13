import Synchronization

/// What the desk has heard for one wait.
final class ApprovalPlace: Sendable {
    /// Texts kept until the wait reads them; the store has the last of what goes beyond.
    private static let limit = 8

    private let heard = Mutex<[String]>([])
    private let bell = Bell()

    func hear(_ json: String) {
        self.heard.withLock { heard in
            if heard.count == Self.limit { heard.removeFirst() }
            heard.append(json)
        }
        self.bell.ring()
    }

    /// Wakes the wait, so that it looks into the store.
    func look() { self.bell.ring() }

    func ticket() -> Int { self.bell.ticket() }

    func takeHeard() -> [String] {
        self.heard.withLock { heard in
            defer { heard = [] }
            return heard
        }
    }

    func wait(after ticket: Int, until end: ContinuousClock.Instant) async {
        await self.bell.wait(after: ticket, until: end)
    }
}
