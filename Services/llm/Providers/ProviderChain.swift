import Logging
import Messages
import Synchronization

/// Asks one provider after another until one answers. Once a token was passed on there is no way back: what fails then
/// fails for good, since a repetition would say things twice.
struct ProviderChain: ModelProvider {
    let name = "chain"
    private let providers: [any ModelProvider]
    private let policy: RetryPolicy
    private let logger: Logger

    init(_ providers: [any ModelProvider], policy: RetryPolicy = RetryPolicy(), logger: Logger) {
        self.providers = providers
        self.policy = policy
        self.logger = logger
    }

    var isModel: Bool { self.providers.contains(where: \.isModel) }

    func answer(
        _ request: ModelRequest,
        emit: @Sendable (ModelDelta) async throws -> Void
    ) async throws -> Completed {
        var last = ProviderFailure(kind: .unreachable, detail: "no provider is configured")
        for provider in self.providers {
            do {
                return try await self.answer(request, by: provider, emit: emit)
            } catch let failure as Uncommitted {
                last = failure.failure
                guard last.kind != .invalidRequest else { throw last }
            }
        }
        throw last
    }

    /// A failure before anything was passed on.
    private struct Uncommitted: Error {
        var failure: ProviderFailure
    }

    private func answer(
        _ request: ModelRequest,
        by provider: any ModelProvider,
        emit: @Sendable (ModelDelta) async throws -> Void
    ) async throws -> Completed {
        var attempt = 1
        while true {
            let hasBegun = Atomic(false)
            do {
                return try await provider.answer(
                    request,
                    emit: { delta in
                        hasBegun.store(true, ordering: .relaxed)
                        try await emit(delta)
                    }
                )
            } catch let failure as ProviderFailure {
                failure.report(of: provider.name, attempt: attempt, subject: request.subject, to: self.logger)
                guard !hasBegun.load(ordering: .relaxed) else { throw failure }
                let jitter = Double.random(in: 0...1)
                guard let delay = self.policy.delay(after: failure, attempt: attempt, jitter: jitter) else {
                    throw Uncommitted(failure: failure)
                }
                try await Task.sleep(for: delay)
                attempt += 1
            }
        }
    }
}
