import FoundationEssentials
package import Logging
import Messages
import ServiceLifecycle
import Synchronization

/// Waits for people's decisions: one listener for all waits of a process, each of which has a place of its own, so that
/// none ends or disturbs another.
package final class ApprovalDesk: Service {
    let store: any ApprovalStore
    let patience: ApprovalPatience
    let logger: Logger
    private let feed: any ApprovalFeed
    private let places = Mutex<[ApprovalSessionID: ApprovalPlace]>([:])
    private let isListening = Mutex(false)
    private let bell = Bell()

    package init(
        store: some ApprovalStore,
        feed: some ApprovalFeed,
        patience: ApprovalPatience = ApprovalPatience(),
        logger: Logger
    ) {
        self.store = store
        self.feed = feed
        self.patience = patience
        self.logger = logger
    }

    /// Listens until graceful shutdown or cancellation.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.listen(to: self.feed) }
    }

    /// How many waits there are.
    package var waitCount: Int { self.places.withLock(\.count) }

    /// Makes a request known and returns the wait for its decision. It listens first, so that no decision is missed;
    /// where it cannot listen, the wait looks into the store all the more.
    ///
    /// - Throws: Where the store failed; calling again with the same request is safe.
    package func begin(_ request: ApprovalRequest) async throws(BusError) -> ApprovalWait {
        let wait = self.resume(request)
        await self.waitUntilListening()
        try await self.store.open(request)
        return wait
    }

    /// Waits on for a request that another process, or an earlier one, has made known. A request that the store holds no
    /// more has expired: its wait ends at once.
    package func resume(_ request: ApprovalRequest) -> ApprovalWait {
        let place = ApprovalPlace()
        self.places.withLock { $0[request.session] = place }
        return ApprovalWait(request, at: place, desk: self)
    }

    /// Removes a wait that is over; a later one of the same session keeps its place.
    func leave(_ session: ApprovalSessionID, _ place: ApprovalPlace) {
        self.places.withLock { places in
            if places[session] === place { places[session] = nil }
        }
    }

    private func waitUntilListening() async {
        let end = ContinuousClock.now + self.patience.listening
        while !Task.isCancelled, ContinuousClock.now < end {
            let ticket = self.bell.ticket()
            guard !self.isListening.withLock({ $0 }) else { return }
            await self.bell.wait(after: ticket, until: end)
        }
    }

    private func listen(to feed: some ApprovalFeed) async {
        for await message in feed.messages() {
            switch message {
            case .listening:
                self.isListening.withLock { $0 = true }
                self.bell.ring()
                // What was told while nobody listened is in the store.
                for place in self.places.withLock({ Array($0.values) }) { place.look() }
            case .signal(let session, let json):
                guard let place = self.places.withLock({ $0[session] }) else { continue }
                place.hear(json)
            }
        }
        self.isListening.withLock { $0 = false }
    }
}
