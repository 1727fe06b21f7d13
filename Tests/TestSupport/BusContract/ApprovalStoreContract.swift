package import Bus
import Messages
import Testing

extension ApprovalRequest {
    /// A request that no other test has.
    package static func sample(tenant: String = "1", context: String = "{}", taskId: String? = nil) throws
        -> ApprovalRequest
    {
        guard let tenant = TenantID(tenant), let user = UserID("42") else { throw SampleError() }
        let caller = Caller(tenant: tenant, user: user)
        return try ApprovalRequest(for: caller, actionType: "send_mail", context: context, taskId: taskId)
    }
}

/// Holds a store and its feed to what ``ApprovalStore`` and ``ApprovalFeed`` promise.
package func expectApprovalStoreContract(_ store: some ApprovalStore, feed: some ApprovalFeed) async throws {
    // First: what a cluster's nodes pass on of decisions made before may come after the subscription.
    try await expectTheDecisionIsTold(store, feed)
    try await expectRequestsAreKept(store)
    try await expectOneDecisionStands(store)
    try await expectRequestsAreTakenBack(store)
}

private let decider = Caller(tenant: TenantID("1")!, user: UserID("7")!)

private func expectRequestsAreKept(_ store: some ApprovalStore) async throws {
    let context = #"{"to":["a@example.com"],"none":[],"n":12345678901234567890.10,"text":"한\n\/\u0041 \\\"}"}"#
    let request = try ApprovalRequest.sample(context: context, taskId: "0b0e1b1e")
    #expect(try await store.approval(request.id) == nil)
    #expect(try await store.decide(request.id, .approved, by: decider, at: 1) == .unknown)
    try await store.open(request)
    let stored = try #require(try await store.approval(request.id))
    #expect(stored.request == request)
    #expect(stored.decision == nil)
    #expect(stored.json == request.json)
    #expect(try await store.signal(of: request.session) == nil)

    #expect(try await store.decide(request.id, .approved, by: decider, at: 1_769_938_260_500) == .decided(request))
    let decided = try #require(try await store.approval(request.id))
    #expect(decided.decision == .approved)
    #expect(decided.request == request, "what was asked for stays, the arguments to the byte")
    try await store.open(request)
    #expect(try await store.approval(request.id) == decided, "a decided request is not opened again")
}

private func expectOneDecisionStands(_ store: some ApprovalStore) async throws {
    let request = try ApprovalRequest.sample()
    try await store.open(request)
    var stranger = decider
    stranger.tenant = TenantID("2")!
    #expect(try await store.decide(request.id, .approved, by: stranger, at: 1) == .otherTenant)
    #expect(try await store.approval(request.id)?.decision == nil)
    let rejected = ApprovalDecision.rejected(reason: "아니요")
    #expect(try await store.decide(request.id, rejected, by: decider, at: 1) == .decided(request))
    let signal = try await store.signal(of: request.session)
    #expect(try await store.decide(request.id, .approved, by: decider, at: 9000) == .alreadyDecided(request, rejected))
    #expect(try await store.signal(of: request.session) == signal, "no second signal")
    #expect(try await store.decide(request.id, .approved, by: stranger, at: 1) == .otherTenant)

    for _ in 0..<10 {
        let contended = try ApprovalRequest.sample()
        try await store.open(contended)
        let winners = try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for number in 0..<20 {
                let decision = number % 2 == 0 ? ApprovalDecision.approved : .rejected(reason: "\(number)")
                tasks.addTask {
                    try await store.decide(contended.id, decision, by: decider, at: 1) == .decided(contended)
                }
            }
            return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        let told = try #require(try await store.signal(of: contended.session).flatMap { ApprovalSignal(json: $0) })
        #expect(try await store.approval(contended.id)?.decision == told.decision)
    }
}

private func expectTheDecisionIsTold(_ store: some ApprovalStore, _ feed: some ApprovalFeed) async throws {
    var messages = feed.messages().makeAsyncIterator()
    #expect(await messages.next(isolation: nil) == .listening)
    for decision in [ApprovalDecision.approved, .rejected(reason: nil)] {
        let request = try ApprovalRequest.sample()
        try await store.open(request)
        _ = try await store.decide(request.id, decision, by: decider, at: 1_769_938_260_500)
        let json = ApprovalSignal(request: request.id, decision: decision, timestamp: 1_769_938_260).json
        #expect(await messages.next(isolation: nil) == .signal(request.session, json: json))
        #expect(try await store.signal(of: request.session) == json)
        _ = try await store.decide(request.id, .approved, by: decider, at: 1)
    }
    let last = try ApprovalRequest.sample()
    try await store.open(last)
    _ = try await store.decide(last.id, .approved, by: decider, at: 5000)
    let json = ApprovalSignal(request: last.id, decision: .approved, timestamp: 5).json
    #expect(await messages.next(isolation: nil) == .signal(last.session, json: json), "each decision is told once")
}

private func expectRequestsAreTakenBack(_ store: some ApprovalStore) async throws {
    let request = try ApprovalRequest.sample()
    try await store.open(request)
    let read = try #require(try await store.approval(request.id))
    #expect(try await store.withdraw(request.id) == nil)
    #expect(try await store.approval(request.id) == nil)
    #expect(try await store.withdraw(request.id) == nil)
    #expect(try await store.decide(request.id, .approved, by: decider, at: 1) == .unknown)
    #expect(try await !store.replace(read, by: read.json), "what is gone stays gone")

    let decided = try ApprovalRequest.sample()
    try await store.open(decided)
    let before = try #require(try await store.approval(decided.id))
    _ = try await store.decide(decided.id, .approved, by: decider, at: 1)
    #expect(try await !store.remove(before))
    #expect(try await store.withdraw(decided.id) == .approved)
    #expect(try await store.approval(decided.id) != nil)
}
