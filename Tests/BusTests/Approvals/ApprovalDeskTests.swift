import Foundation
import Messages
import ServiceLifecycle
import TestSupport
import Testing

@testable import Bus

@Suite(.timeLimit(.minutes(1))) struct ApprovalDeskTests {
    private let approvals = InMemoryApprovals()
    private let decider: Caller

    init() throws {
        self.decider = try .of("1", "7")
    }

    /// A desk that looks into the store only when it is told to, unless `look` says otherwise.
    private func makeDesk(look: Duration = .seconds(3600)) -> ApprovalDesk {
        var patience = ApprovalPatience()
        patience.look = look
        patience.listening = .seconds(30)
        patience.withdrawal = .milliseconds(300)
        return ApprovalDesk(store: self.approvals, feed: self.approvals, patience: patience, logger: silent)
    }

    private func decide(_ request: ApprovalRequest, _ decision: ApprovalDecision = .approved) async throws {
        #expect(try await self.approvals.decide(request.id, decision, by: self.decider, at: 1) == .decided(request))
    }

    private static let limit = Duration.seconds(300)

    @Test func aDecisionIsHeardWhileItIsWaitedFor() async throws {
        let desk = self.makeDesk()
        try await withServices(desk) {
            let first = try await desk.begin(.sample())
            let second = try await desk.begin(.sample())
            async let one = first.decision(within: Self.limit)
            async let two = second.decision(within: Self.limit)
            try await self.decide(second.request, .rejected(reason: "no"))
            #expect(try await two == .rejected(reason: "no"))
            try await self.decide(first.request)
            #expect(try await one == .approved)
        }
    }

    @Test func aDecisionThatIsFasterThanTheWaitIsNotLost() async throws {
        let desk = self.makeDesk()
        try await withServices(desk) {
            let wait = try await desk.begin(.sample())
            try await self.decide(wait.request)
            #expect(try await wait.decision(within: Self.limit) == .approved)
        }
    }

    @Test func aRequestIsOpenedOnlyOnceTheFeedIsListenedTo() async throws {
        let desk = self.makeDesk()
        let request = try ApprovalRequest.sample()
        try await withThrowingTaskGroup(of: ApprovalWait.self) { tasks in
            tasks.addTask { try await desk.begin(request) }
            try await eventually("the wait's place") { desk.waitCount == 1 }
            #expect(try await self.approvals.approval(request.id) == nil)
            try await withServices(desk) {
                let wait = try #require(try await tasks.next())
                #expect(try await self.approvals.approval(wait.request.id) != nil)
            }
        }
    }

    @Test func aDecisionThatNobodyHeardOfIsFoundInItsSignal() async throws {
        self.approvals.mute()
        let desk = self.makeDesk(look: .milliseconds(5))
        try await withServices(desk) {
            let wait = try await desk.begin(.sample())
            async let decision = wait.decision(within: Self.limit)
            // By a service that keeps the request otherwise: only the signal says it.
            let signal = ApprovalSignal(request: wait.request.id, decision: .rejected(reason: "x"), timestamp: 1)
            self.approvals.tell(signal.json, to: wait.request.session)
            #expect(try await decision == .rejected(reason: "x"))
        }
    }

    @Test func aDecisionWhoseMakerDiedBeforeItWasToldIsFoundInTheRequest() async throws {
        let desk = self.makeDesk(look: .milliseconds(5))
        try await withServices(desk) {
            let wait = try await desk.begin(.sample())
            async let decision = wait.decision(within: Self.limit)
            let stored = try #require(try await self.approvals.approval(wait.request.id))
            self.approvals.put(stored.json(deciding: .approved, by: self.decider.user, at: 1), as: wait.request.id)
            #expect(try await decision == .approved)
            #expect(try await self.approvals.signal(of: wait.request.session) == nil)
        }
    }

    @Test func whatIsNotTheRequestsOwnDecisionCountsForNothing() async throws {
        let desk = self.makeDesk(look: .milliseconds(5))
        try await withServices(desk) {
            let wait = try await desk.begin(.sample())
            let session = wait.request.session
            // A decision of an earlier request in the same session, told and stored; then what is none at all.
            let stale = ApprovalSignal(request: .random(), decision: .approved, timestamp: 1)
            let texts = [stale.json, "approved", "{", #"{"approved":true}"#, #"{"requestId":"\#(wait.request.id)"}"#]
            for text in texts { self.approvals.tell(text, to: session) }
            self.approvals.tell(stale.json, to: session)
            let strange = ApprovalSignal(request: wait.request.id, decision: .approved, timestamp: 1)
            self.approvals.tell(strange.json, to: .random())
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: ApprovalDecision?.self) { tasks in
                    tasks.addTask { try await wait.decision(within: Self.limit) }
                    try await Task.sleep(for: .milliseconds(50))  // several looks, in which nothing may be found
                    tasks.cancelAll()
                    #expect(try await tasks.next() == nil)
                }
            }
            try await self.decide(wait.request, .rejected(reason: "own"))
            #expect(try await wait.decision(within: Self.limit) == .rejected(reason: "own"))
        }
    }

    @Test func aRequestWhoseTimeIsOverCanBeDecidedByNobody() async throws {
        let desk = self.makeDesk()
        try await withServices(desk) {
            let wait = try await desk.begin(.sample())
            let other = try await desk.begin(.sample())
            #expect(try await wait.decision(within: .milliseconds(20)) == nil)
            let late = try await self.approvals.decide(wait.request.id, .approved, by: self.decider, at: 1)
            #expect(late == .unknown)
            try await self.decide(other.request)
            #expect(try await other.decision(within: Self.limit) == .approved)
        }
    }

    @Test func aDecisionBeforeTheRequestIsTakenBackWins() async throws {
        self.approvals.mute()
        let desk = self.makeDesk()
        try await withServices(desk) {
            let wait = try await desk.begin(.sample())
            try await self.decide(wait.request)
            #expect(try await wait.withdraw() == .approved)
            #expect(try await self.approvals.approval(wait.request.id) != nil)
        }
    }

    @Test func ofADecisionAndTheTimesEndOneCounts() async throws {
        let desk = self.makeDesk()
        try await withServices(desk) {
            for _ in 0..<200 {
                let wait = try await desk.begin(.sample())
                async let decision = wait.decision(within: .milliseconds(2))
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...3)))
                let outcome = try await self.approvals.decide(wait.request.id, .approved, by: self.decider, at: 1)
                let isDecided = outcome == .decided(wait.request)
                #expect(try await (decision == .approved) == isDecided)
            }
        }
    }

    @Test func anOutageIsWaitedThrough() async throws {
        let desk = self.makeDesk(look: .milliseconds(5))
        try await withServices(desk) {
            let wait = try await desk.begin(.sample())
            self.approvals.mute()
            try await self.decide(wait.request)
            self.approvals.fail()
            async let decision = wait.decision(within: Self.limit)
            try await Task.sleep(for: .milliseconds(30))  // several looks that fail
            self.approvals.recover()
            #expect(try await decision == .approved)
        }
    }

    @Test func whereTheStoreStaysAwayAtTheEndThatIsSaid() async throws {
        let desk = self.makeDesk()
        try await withServices(desk) {
            let wait = try await desk.begin(.sample())
            self.approvals.fail()
            await #expect(throws: BusError.self) { try await wait.decision(within: .milliseconds(10)) }
            self.approvals.recover()
            #expect(try await wait.withdraw() == nil)
        }
    }

    @Test func aRequestThatCannotBeOpenedLeavesNoWait() async throws {
        let desk = self.makeDesk()
        try await withServices(desk) {
            self.approvals.fail()
            let request = try ApprovalRequest.sample()
            await #expect(throws: BusError.self) { try await desk.begin(request) }
            #expect(desk.waitCount == 0)
            self.approvals.recover()
            let wait = try await desk.begin(request)
            try await self.decide(request)
            #expect(try await wait.decision(within: Self.limit) == .approved)
        }
        #expect(desk.waitCount == 0)
    }

    @Test func aSuccessorWaitsOnForWhatItsPredecessorAsked() async throws {
        let request = try ApprovalRequest.sample()
        try await withServices(self.makeDesk()) {
            let first = self.makeDesk()
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await first.run() }
                    let wait = try await first.begin(request)
                    tasks.addTask { _ = try await wait.decision(within: Self.limit) }
                    tasks.cancelAll()
                    try await tasks.waitForAll()
                }
            }
        }
        let json = try #require(try await self.approvals.approval(request.id)).json
        let second = self.makeDesk()
        try await withServices(second) {
            let wait = second.resume(try #require(ApprovalRequest(json: json)))
            #expect(wait.request == request)
            async let decision = wait.decision(within: Self.limit)
            try await self.decide(request)
            #expect(try await decision == .approved)
            // And once more, long after the decision was told.
            #expect(try await self.makeDesk().resume(request).decision(within: Self.limit) == .approved)
        }
    }

    @Test func aRequestThatIsGoneHasExpired() async throws {
        let desk = self.makeDesk()
        try await withServices(desk) {
            let wait = desk.resume(try .sample())
            #expect(try await wait.decision(within: Self.limit) == nil)
            #expect(try await self.approvals.approval(wait.request.id) == nil, "it is not made anew")
        }
    }

    @Test func theTimeCountsFromWhenTheRequestWasMade() async throws {
        let desk = self.makeDesk()
        let old = try ApprovalRequest(
            for: self.decider,
            actionType: "send_mail",
            context: "{}",
            now: Date(timeIntervalSinceNow: -301)
        )
        try await withServices(desk) {
            let wait = try await desk.begin(old)
            #expect(try await wait.decision(within: Self.limit) == nil)
        }
    }

    @Test func whoStopsWaitingDisturbsNobody() async throws {
        let desk = self.makeDesk()
        let request = try ApprovalRequest.sample()
        try await withServices(desk) {
            let wait = try await desk.begin(request)
            do {
                let short = try await desk.begin(.sample())
                #expect(desk.waitCount == 2)
                #expect(try await short.withdraw() == nil)
            }
            #expect(desk.waitCount == 1)
            try await self.decide(wait.request)
            #expect(try await wait.decision(within: Self.limit) == .approved)
        }
    }
}
