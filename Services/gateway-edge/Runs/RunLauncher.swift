import Bus
import FoundationEssentials
import HTTPTypes
import Logging
import Messages
import Metrics
import Signing

/// Makes runs: records them, binds their idempotency keys, and sends their commands.
struct RunLauncher<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog>: Sendable {
    /// What a request becomes.
    struct Launch: Sendable {
        var record: RunRecord
        /// The new run's viewer; nil where the request joins a run made before.
        var subscription: RunSubscription?
    }

    /// Tells others of a run before its command is sent, and that it never will be.
    struct Announcement {
        var make: (RunRecord) async throws -> Void
        var withdraw: (RunRecord) async -> Void
    }

    let sender: RunSender<Queue, Registry, Log>
    let admission: QueueAdmission
    /// How long a command may wait for a worker.
    let startTimeout: Duration
    /// What a tenant may use; nil for as much as it likes.
    var budget: TokenBudget?
    /// The age from which a run whose command is not known to be sent counts as unsent: longer than sending may take.
    var sendLimit = Duration.seconds(8)
    let logger: Logger
    var hops = HopMetrics()

    /// Makes a run for the command that `body` gives, or finds the one that was made for the same idempotency key.
    ///
    /// - Parameters:
    ///   - request: Digest of the request, which the same key must come with.
    ///   - announcement: What must be on its way before the run's command.
    func launch<Body: CommandBody>(
        kind: RunKind,
        for caller: Caller,
        idempotencyKey: String?,
        request: String,
        traceparent: String?,
        announcement: Announcement? = nil,
        body: () async throws -> Body
    ) async throws -> Launch {
        var began = ContinuousClock.now
        let digest = idempotencyKey.map { Self.digest(of: $0, caller) }
        if let digest, let bound = try await self.binding(of: digest) {
            do {
                let joined = try await self.join(bound, of: digest, request: request, announcement)
                if let joined { return joined }
            } catch is BusError {
                throw EdgeError.unavailable()
            }
        }
        try self.admission.admit()
        try await self.budget?.admit(caller.tenant)
        let asked = ContinuousClock.now
        let body = try await body()
        began += .now - asked  // its documents were searched for by a run of its own
        do {
            let record = self.sender.draft(kind, for: caller, startTimeout: self.startTimeout)
            // Who finds the key, or hears of the run before its command is sent, must find its record, too.
            let isMade = digest != nil || announcement != nil
            if isMade { try await self.sender.make(record) }
            return try await self.send(
                body,
                of: record,
                isMade: isMade,
                binding: digest.map { ($0, IdempotencyBinding(run: record.run, request: request)) },
                traceparent: traceparent,
                announcement: announcement,
                since: began
            )
        } catch let error as BusError {
            self.logger.warning(
                "A run could not be sent",
                metadata: ["kind": "\(Body.kind)", "tenant": "\(caller.tenant)", "error": "\(error)"]
            )
            throw EdgeError.unavailable()
        }
    }

    /// Sends a new run's command, unless its key was bound to another meanwhile.
    private func send(
        _ body: some CommandBody,
        of record: RunRecord,
        isMade: Bool,
        binding: (digest: String, mine: IdempotencyBinding)?,
        traceparent: String?,
        announcement: Announcement?,
        since began: ContinuousClock.Instant
    ) async throws -> Launch {
        do {
            if let (digest, mine) = binding,
                case let bound = try await self.registry.bind(mine, to: digest), bound != mine
            {
                self.sender.hub.forget(record.run)
                let joined = try await self.join(bound, of: digest, request: mine.request, announcement)
                guard let joined else { throw EdgeError.unavailable() }
                return joined
            }
            try await announcement?.make(record)
            let sent = try await self.sender.send(body, of: record, isMade: isMade, traceparent: traceparent)
            if let (digest, mine) = binding {
                try await self.confirm(mine, of: digest, sent.subscription)
            }
            self.admission.observe(backlog: sent.backlog)
            self.hops.edge.record(duration: .now - began)
            return Launch(record: record, subscription: sent.subscription)
        } catch let error as BusError {
            // Whoever joined by the key must not wait for a run whose command may never have left.
            await self.sender.endUnsent(record.run)
            if let (digest, mine) = binding { try? await self.registry.unbind(mine, from: digest) }
            await announcement?.withdraw(record)
            throw error
        }
    }

    private var registry: Registry { self.sender.registry }

    /// Notes that the command is sent, before anybody is told of its run.
    private func confirm(
        _ binding: IdempotencyBinding,
        of digest: String,
        _ subscription: RunSubscription
    ) async throws(BusError) {
        do throws(BusError) {
            guard try await self.registry.confirm(binding, of: digest) else {
                throw BusError(.unavailable, "the run was given up as unsent")
            }
        } catch {
            await self.sender.hub.unsubscribe(subscription, runGoesOn: false)
            throw error
        }
    }

    /// The run that was made for the same key, once its command is sent; nil where it never was, since its edge died or
    /// lost the bus: then the key is free again.
    private func join(
        _ bound: IdempotencyBinding,
        of digest: String,
        request: String,
        _ announcement: Announcement?
    ) async throws -> Launch? {
        guard bound.request == request else {
            throw EdgeError(.conflict, .idempotencyConflict, .keyUsed)
        }
        var bound = bound
        while true {
            let record = try await self.registry.record(of: bound.run)
            if bound.isSent {
                guard let record else { throw EdgeError.runNotFound }
                return Launch(record: record, subscription: nil)
            }
            let age = Date().timeIntervalSince1970 * 1000 - Double(record?.created ?? 0)
            if age > self.sendLimit / .milliseconds(1) {
                guard await self.sender.endUnsent(bound.run) else {
                    return record.map { Launch(record: $0, subscription: nil) }
                }
                try await self.registry.unbind(bound, from: digest)
                if let record { await announcement?.withdraw(record) }
                return nil
            }
            try await Task.sleep(for: .milliseconds(50))
            guard let now = try await self.binding(of: digest), now.run == bound.run else { return nil }
            bound = now
        }
    }

    private func binding(of digest: String) async throws(EdgeError) -> IdempotencyBinding? {
        do throws(BusError) {
            return try await self.registry.binding(of: digest)
        } catch {
            throw .unavailable()
        }
    }

    static func digest(of key: String, _ caller: Caller) -> String {
        SHA256.hexadecimalDigest(of: Array("\(caller.tenant)\u{0}\(caller.user)\u{0}\(key)".utf8))
    }
}
