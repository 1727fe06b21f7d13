import Bus
import Hummingbird
import Messages

/// `/runs/{id}`: look at a run, join its stream, stop it. Each is for the run's own caller only.
struct RunRoutes<Registry: RunRegistry, Log: RunLog, LeaseStore: Leases, Signals: WorkerSignals>: Sendable {
    let access: RunAccess<Registry>
    let log: Log
    let canceller: RunCanceller<Registry, Log, LeaseStore, Signals>
    let responder: StreamResponder<Log, Registry, LeaseStore>
    let limits: StreamLimits

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.get("runs/:id") { _, context in try await self.show(context) }
        router.get("runs/:id/stream") { request, context in try await self.join(request, context) }
        router.delete("runs/:id") { _, context in try await self.stop(context) }
    }

    private func show(_ context: EdgeRequestContext) async throws -> Response {
        try await self.told(try await self.access.run(of: context), context)
    }

    private func join(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        let place = try self.limits.enter(identity.caller)
        let seen = try await self.access.cursor(of: request, identity)
        if let seen, seen.record == nil, context.parameters.get("id") == seen.cursor.run.description {
            return try self.responder.replayUnavailable(
                seen.cursor,
                in: ChatFrames(run: seen.cursor.run, in: context.language)
            )
        }
        let record = try await self.access.run(of: context)
        let start = seen.flatMap { $0.cursor.run == record.run ? $0.cursor.event : nil } ?? .zero
        return try await self.responder.stream(
            .init(record: record, start: start),
            for: identity,
            place: place,
            context: context
        )
    }

    private func stop(_ context: EdgeRequestContext) async throws -> Response {
        let record = try await self.access.run(of: context)
        do throws(BusError) {
            try await self.canceller.cancel(record.run)
        } catch {
            throw EdgeError.unavailable()
        }
        return try await self.told(record, context)
    }

    private func told(_ record: RunRecord, _ context: EdgeRequestContext) async throws -> Response {
        let transcript: Transcript
        do throws(BusError) {
            transcript = try await Transcript.read(record.run, from: self.log)
        } catch {
            throw EdgeError.unavailable()
        }
        return .enveloped(json: try RunSnapshot(record, transcript, in: context.language).json())
    }
}
