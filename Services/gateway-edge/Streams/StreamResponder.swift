import Bus
import HTTPTypes
import Hummingbird
import Logging
import Messages
import NIOCore
import ServiceKit

/// Shows runs to clients: as a stream, for as long as the client stays, or collected to one answer.
struct StreamResponder<Log: RunLog, Registry: RunRegistry, LeaseStore: Leases>: Sendable {
    let hub: StreamHub
    let watch: RunWatch<Log, Registry, LeaseStore>
    let patience: Patience
    private let connections = ConnectionWatch()
    private let metrics: StreamMetrics

    init(
        hub: StreamHub,
        watch: RunWatch<Log, Registry, LeaseStore>,
        patience: Patience,
        metrics: StreamMetrics = StreamMetrics()
    ) {
        self.hub = hub
        self.watch = watch
        self.patience = patience
        self.metrics = metrics
    }

    /// What a client is shown, from where.
    struct Source: Sendable {
        var record: RunRecord
        var start: EventID
        /// The viewer that a new run has already.
        var subscription: RunSubscription?
    }

    /// A stream of the run's events in its kind's shape.
    ///
    /// - Parameter place: The client's place among its user's streams, kept until the stream ends.
    func stream(
        _ source: Source,
        for identity: Identity,
        place: StreamLimits.Place,
        context: EdgeRequestContext
    ) async throws -> Response {
        let run = source.record.run
        let frames = try await self.frames(for: source, in: context.language)
        let subscription = try await self.subscribe(source, context)
        let follower = self.follower(source, subscription, identity)
        let hub = self.hub
        let metrics = self.metrics
        // Who joins a run gets text that was waited for before.
        let asked = source.subscription == nil ? nil : context.received
        // The hub's thread wakes the client's own loop once for all that came, and every write is made there.
        let executor = EventLoopTaskExecutor(context.channel.eventLoop)
        let body = ResponseBody { writer in
            try await withTaskExecutorPreference(executor) {
                var frames = frames
                var follower = follower
                var pace = TextPace(asked: asked)
                metrics.opened()
                do {
                    try await writer.write(ByteBuffer(bytes: StreamMarks.greeting))
                    while !frames.isOver, let events = await follower.next() {
                        let bytes = try frames.bytes(for: events)
                        guard bytes.readableBytes > 0 else { continue }
                        try await writer.write(bytes)
                        if events.contains(where: \.hasText) { metrics.textWritten(&pace, to: subscription) }
                    }
                } catch {
                    context.logger.debug("Stream broken", metadata: ["run": "\(run)", "error": "\(error)"])
                }
                await hub.unsubscribe(subscription, runGoesOn: follower.runGoesOn)
                withExtendedLifetime(place) {}
                metrics.closed()
                try await writer.finish(nil)
            }
        }
        return Response(status: .ok, headers: Self.headers(for: run), body: body)
    }

    /// The rest of the run whose event the client has seen last; nil for a client that has seen none of ours.
    ///
    /// - Parameter frames: Writes what is to be said of a run that is not kept any more, in the route's shape.
    func resumed(
        _ request: Request,
        _ access: RunAccess<Registry>,
        in frames: (RunID, Language) -> any EventFrames = { ChatFrames(run: $0, in: $1) },
        for identity: Identity,
        _ place: StreamLimits.Place,
        _ context: EdgeRequestContext
    ) async throws -> Response? {
        guard let (cursor, record) = try await access.cursor(of: request, identity) else { return nil }
        guard let record else { return try self.replayUnavailable(cursor, in: frames(cursor.run, context.language)) }
        let source = Source(record: record, start: cursor.event)
        return try await self.stream(source, for: identity, place: place, context: context)
    }

    /// The whole answer, once the run has ended.
    func answer(
        _ source: Source,
        for identity: Identity,
        context: EdgeRequestContext
    ) async throws -> WholeAnswer {
        try await self.collect(into: WholeAnswer(), source, for: identity, context: context)
    }

    /// What a collector makes of all events, once the run has ended.
    func collect<Collector: RunCollector>(
        into collector: Collector,
        _ source: Source,
        for identity: Identity,
        context: EdgeRequestContext
    ) async throws -> Collector {
        let subscription = try await self.subscribe(source, context)
        var follower = self.follower(source, subscription, identity)
        var collector = collector
        while let events = await follower.next() {
            for event in events { collector.add(event) }
        }
        await self.hub.unsubscribe(subscription, runGoesOn: follower.runGoesOn)
        return collector
    }

    /// A stream that tells only that the run is not kept any more (contract §6.4).
    ///
    /// - Parameter frames: The shape of the route.
    func replayUnavailable(_ cursor: StreamCursor, in frames: any EventFrames) throws -> Response {
        var frames = frames
        var bytes = ByteBuffer(bytes: StreamMarks.greeting)
        bytes.writeImmutableBuffer(try frames.bytes(for: [.broken(.replayUnavailable, at: cursor.event)]))
        let body = ResponseBody { [bytes] writer in
            try await writer.write(bytes)
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: Self.headers(for: cursor.run), body: body)
    }

    private func subscribe(_ source: Source, _ context: EdgeRequestContext) async throws -> RunSubscription {
        let subscription: RunSubscription
        if let present = source.subscription {
            subscription = present
        } else {
            subscription = try await self.hub.subscribe(to: source.record)
        }
        self.connections.watch(context.channel, for: subscription)
        return subscription
    }

    private func follower(
        _ source: Source,
        _ subscription: RunSubscription,
        _ identity: Identity
    ) -> RunFollower<Log, Registry, LeaseStore> {
        RunFollower(
            subscription,
            watch: self.watch,
            deadline: source.record.deadline,
            from: source.start,
            isNew: source.subscription != nil,
            expiresAt: identity.expiresAt,
            patience: self.patience
        )
    }

    /// What writes a run's events in its kind's shape.
    private func frames(for source: Source, in language: Language) async throws -> any EventFrames {
        let run = source.record.run
        switch source.record.kind {
        case .completion where source.start > .zero:
            let beginning = try await self.watch.log.entries(of: run, after: .zero, limit: 8)
            return CompletionFrames(run: run, after: source.start, beginning: beginning, in: language)
        case .completion: return CompletionFrames(run: run, in: language)
        case .agent: return AgentFrames(run: run, in: language)
        default: return ChatFrames(run: run, in: language)
        }
    }

    /// Exactly what the DWP gateway and its tests expect (contract §6.2).
    private static func headers(for run: RunID) -> HTTPFields {
        [
            .contentType: "text/event-stream",
            .cacheControl: "no-cache",
            .connection: "keep-alive",
            .accelBuffering: "no",
            .runID: run.description,
        ]
    }
}
