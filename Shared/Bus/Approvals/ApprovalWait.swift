import FoundationEssentials
import Logging
import Messages

/// One wait for the decision of one request. It keeps its place at the desk as long as it is held.
package final class ApprovalWait: Sendable {
    package let request: ApprovalRequest
    private let place: ApprovalPlace
    private let desk: ApprovalDesk

    init(_ request: ApprovalRequest, at place: ApprovalPlace, desk: ApprovalDesk) {
        self.request = request
        self.place = place
        self.desk = desk
    }

    deinit {
        self.desk.leave(self.request.session, self.place)
    }

    /// Waits for the decision. Nil where nobody decided in time, or the request has expired: nobody can any more.
    ///
    /// - Parameter limit: Counts from when the request was made, so that it goes on for whoever resumes the wait.
    /// - Throws: `CancellationError`, with the request left as it is; ``BusError`` where the time was over and the store
    ///   could not be asked.
    package func decision(within limit: Duration) async throws -> ApprovalDecision? {
        let age = Duration.milliseconds(Int64(Date().timeIntervalSince1970 * 1000) - self.request.createdAt)
        let end = ContinuousClock.now + limit - max(.zero, age)
        while true {
            try Task.checkCancellation()
            let ticket = self.place.ticket()
            if let decision = self.heard() { return decision }
            var pause = self.desk.patience.look
            switch await self.look() {
            case .decided(let decision): return decision
            case .gone: return nil
            case .open: break
            case .unknown: pause = min(pause, .milliseconds(250))
            }
            let now = ContinuousClock.now
            guard now < end else { return try await self.withdraw() }
            await self.place.wait(after: ticket, until: min(end, now + pause))
        }
    }

    /// Takes the request back, so that nobody decides for nothing; returns the decision where somebody was first.
    ///
    /// - Throws: ``BusError`` where the store stayed away; `CancellationError` where that was waited for in vain.
    package func withdraw() async throws -> ApprovalDecision? {
        let end = ContinuousClock.now + self.desk.patience.withdrawal
        while true {
            do throws(BusError) {
                return try await self.desk.store.withdraw(self.request.id) ?? self.heard()
            } catch {
                guard ContinuousClock.now < end else { throw error }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private enum Sight {
        case decided(ApprovalDecision)
        case open
        case gone
        /// The store is away.
        case unknown
    }

    /// Looks into the store. Whoever decides writes the request first: one that ends before it tells has decided.
    private func look() async -> Sight {
        do throws(BusError) {
            let stored = try await self.desk.store.approval(self.request.id)
            if let decision = stored?.decision { return .decided(decision) }
            if let json = try await self.desk.store.signal(of: self.request.session),
                let decision = self.decision(in: json)
            {
                return .decided(decision)
            }
            return stored == nil ? .gone : .open
        } catch {
            self.desk.logger.debug(
                "Looking for a decision failed",
                metadata: ["request": "\(self.request.id)", "error": "\(error)"]
            )
            return .unknown
        }
    }

    private func heard() -> ApprovalDecision? {
        self.place.takeHeard().lazy.compactMap { self.decision(in: $0) }.first
    }

    /// The decision in a signal of this very request; anything else counts for nothing.
    private func decision(in json: String) -> ApprovalDecision? {
        guard let signal = ApprovalSignal(json: json), signal.request == self.request.id else { return nil }
        return signal.decision
    }
}
