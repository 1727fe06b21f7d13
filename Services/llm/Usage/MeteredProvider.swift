import Bus
import Messages
import Synchronization

/// A provider each of whose calls ends in exactly one entry of the ledger: exact where the provider said what it cost, an
/// estimate where the call was cut or the provider did not say. One that failed before it said anything costs nothing.
struct MeteredProvider<Ledger: UsageLedger>: ModelProvider {
    let base: any ModelProvider
    /// The model that answers where a request names none.
    let model: String
    let recorder: UsageRecorder<Ledger>
    let budget: TenantBudget<Ledger>

    var name: String { self.base.name }
    var isModel: Bool { self.base.isModel }

    func answer(
        _ request: ModelRequest,
        emit: @Sendable (ModelDelta) async throws -> Void
    ) async throws -> Completed {
        let prompt = TokenEstimate(request).tokens
        try await self.budget.begin(request.call, tokens: prompt)
        let said = Mutex(Said())
        do {
            let completed = try await self.base.answer(
                request,
                emit: { delta in
                    let tokens = said.withLock { $0.add(delta) }
                    try await emit(delta)
                    try self.budget.update(request.call, tokens: prompt + tokens)
                }
            )
            let estimate = said.withLock(\.estimate.tokens)
            self.record(UsageEntry(request, self.model, completed, orEstimated: (prompt, estimate)), for: request)
            return completed
        } catch {
            let (hasBegun, estimate) = said.withLock { ($0.hasBegun, $0.estimate.tokens) }
            if hasBegun {
                self.record(UsageEntry(request, self.model, nil, orEstimated: (prompt, estimate)), for: request)
            } else {
                self.budget.end(request.call, tokens: 0)
            }
            throw error
        }
    }

    private struct Said {
        var estimate = TokenEstimate()
        var hasBegun = false

        mutating func add(_ delta: ModelDelta) -> Int {
            self.hasBegun = true
            self.estimate.add(delta)
            return self.estimate.tokens
        }
    }

    private func record(_ entry: UsageEntry, for request: ModelRequest) {
        self.budget.end(request.call, tokens: entry.totalTokens)
        self.recorder.submit(entry)
    }
}

extension UsageEntry {
    /// What a call cost: as its provider said, or as estimated.
    fileprivate init(
        _ request: ModelRequest,
        _ model: String,
        _ completed: Completed?,
        orEstimated estimate: (prompt: Int, completion: Int)
    ) {
        self.init(
            id: request.call.id,
            caller: request.call.caller,
            model: completed?.model ?? request.model ?? model,
            usage: completed?.countedUsage,
            orEstimated: estimate
        )
    }

    /// What a call cost today: as its provider said, or as estimated.
    init(
        id: ID,
        caller: Caller,
        model: String,
        usage: TokenUsage?,
        orEstimated estimate: (prompt: Int, completion: Int)
    ) {
        self.init(
            id: id,
            caller: caller,
            model: model,
            day: .today,
            promptTokens: usage?.promptTokens ?? estimate.prompt,
            completionTokens: usage?.completionTokens ?? estimate.completion,
            isEstimated: usage == nil
        )
    }
}

extension Completed {
    /// What the provider counted; nil where it counted nothing, as some say that know no better.
    var countedUsage: TokenUsage? {
        self.usage.flatMap { $0.promptTokens > 0 || $0.completionTokens > 0 ? $0 : nil }
    }
}
