import Bus
import FoundationEssentials
import HTTPTypes
import Logging
import Messages
import Signing
import Synchronization

/// Makes runs: records them, binds their idempotency keys, and sends their commands.
struct RunLauncher<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog>: Sendable {
    /// What a request becomes.
    struct Launch: Sendable {
        var record: RunRecord
        /// The new run's viewer; nil where the request joins a run made before.
        var subscription: RunSubscription?
    }

    let queue: Queue
    let registry: Registry
    let log: Log
    let hub: StreamHub
    let admission: QueueAdmission
    /// How long a command may wait for a worker.
    let startTimeout: Duration
    let logger: Logger

    /// Makes a run for `body`, or finds the one that was made for the same idempotency key.
    ///
    /// - Parameter request: Digest of the request, which the same key must come with.
    func launch(
        _ body: some CommandBody,
        kind: RunKind,
        for caller: Caller,
        idempotencyKey: String?,
        request: String,
        traceparent: String?
    ) async throws -> Launch {
        let digest = idempotencyKey.map { Self.digest(of: $0, caller) }
        if let digest, let bound = try await self.binding(of: digest) {
            return try await self.join(bound, request: request)
        }
        try self.admission.admit()
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let deadline = now + Int64(self.startTimeout / .milliseconds(1))
        let record = RunRecord(run: .random(), kind: kind, caller: caller, created: now, deadline: deadline)
        let command = Command(
            run: record.run,
            kind: type(of: body).kind,
            caller: caller,
            edge: self.hub.edge,
            deadline: deadline,
            traceparent: traceparent,
            body: try body.encoded()
        )
        let mine = IdempotencyBinding(run: record.run, request: request)
        do {
            try await self.registry.create(record, servedBy: self.hub.edge)
            if let digest, case let bound = try await self.registry.bind(mine, to: digest), bound != mine {
                try await self.registry.forget(record.run)
                return try await self.join(bound, request: request)
            }
            let subscription = self.hub.subscribe(toNew: record.run)
            do {
                self.admission.observe(backlog: try await self.queue.send(command))
            } catch {
                await self.hub.unsubscribe(subscription, runGoesOn: false)
                throw error
            }
            return Launch(record: record, subscription: subscription)
        } catch let error as BusError {
            self.logger.warning(
                "A run could not be sent",
                metadata: command.subject.merging(["error": "\(error)"]) { $1 }
            )
            await self.endUnsent(record)
            if let digest { try? await self.registry.unbind(mine, from: digest) }
            throw EdgeError.unavailable()
        }
    }

    private func join(_ bound: IdempotencyBinding, request: String) async throws -> Launch {
        guard bound.request == request else {
            let message = "The idempotency key was used for another request"
            throw EdgeError(.conflict, .idempotencyConflict, message)
        }
        guard let record = try await self.registry.record(of: bound.run) else { throw EdgeError.runNotFound }
        return Launch(record: record, subscription: nil)
    }

    private func binding(of digest: String) async throws(EdgeError) -> IdempotencyBinding? {
        do throws(BusError) {
            return try await self.registry.binding(of: digest)
        } catch {
            throw .unavailable()
        }
    }

    /// Whoever joined by the key must not wait for a run whose command may never have left.
    private func endUnsent(_ record: RunRecord) async {
        let failure = RunFailure(.busUnavailable, error: "Unavailable", message: "The request could not be sent")
        guard let payload = try? failure.encoded() else { return }
        _ = try? await self.log.end(record.run, at: 0, with: RunEvent(.failed, payload), as: self.hub.edge)
    }

    private static func digest(of key: String, _ caller: Caller) -> String {
        SHA256.hexadecimalDigest(of: Array("\(caller.tenant)\u{0}\(caller.user)\u{0}\(key)".utf8))
    }
}
