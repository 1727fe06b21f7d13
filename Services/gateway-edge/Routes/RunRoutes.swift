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
        // Both are asked for at once; nothing of the log is told before the record says whose run it is.
        async let transcript = self.transcript(of: try self.access.id(in: context))
        let record = try await self.access.run(of: context)
        return .enveloped(json: try RunSnapshot(record, try await transcript, in: context.language).json())
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
        let transcript = try await self.transcript(of: record.run)
        return .enveloped(json: try RunSnapshot(record, transcript, in: context.language).json())
    }

    private func transcript(of run: RunID) async throws(EdgeError) -> Transcript {
        do throws(BusError) {
            return try await Transcript.read(run, from: self.log)
        } catch {
            throw .unavailable()
        }
    }
}
