import Bus
import Logging
import Messages
import Metrics
import ServiceLifecycle

/// Takes events off the stream in batches and brings the index up to them; also those of consumers that died.
struct EventConsumer<Stream: EventStream, LeaseStore: Leases, Store: VectorStore>: Service {
    struct Settings: Sendable {
        /// Events of one batch, and so of one write to the index; at 256 KiB each they must fit in one reply of Redis.
        var batch = 256
        /// Attempts after which an event is given up.
        var maximumDeliveries = 3
        var lease = Duration.seconds(5)
        /// How often dead consumers are looked for, and how long one read waits.
        var claimInterval = Duration.seconds(1)
        /// How long a shutdown waits for the batch at hand.
        var drain = Duration.seconds(15)
    }

    let stream: Stream
    let leases: LeaseStore
    let store: Store
    let embedder: any Embedder
    let intake: EventIntake
    let consumer: ReplicaID
    var settings = Settings()
    /// Numbers the connection to the bus.
    let session: @Sendable () -> Int
    let logger: Logger

    func run() async throws {
        await withTaskGroup { tasks in
            tasks.addTask { await self.consume() }
            tasks.addTask {
                try? await gracefulShutdown()
                try? await Task.sleep(for: self.settings.drain)
            }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    /// While one batch is written, the next is read and embedded; whatever else there is to do waits for both.
    private func consume() async {
        await withTaskGroup(of: Void.self) { writing in
            var schedule = ClaimSchedule(
                interval: self.settings.claimInterval,
                quietAfterOutage: self.settings.lease,
                session: self.session(),
                now: .now
            )
            var mayHoldUnknown = false
            // Small after a failure, for the reply may have been too big, and twice as big after each success.
            var limit = self.settings.batch
            var leasedSession: Int?
            var backoff = Duration.milliseconds(50)
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                do throws(BusError) {
                    let session = self.session()
                    if leasedSession != session {
                        // Whoever holds events without a lease counts as dead.
                        try await self.leases.renew(self.consumer, for: self.settings.lease)
                        leasedSession = session
                    }
                    if mayHoldUnknown { await writing.waitForAll() }
                    while mayHoldUnknown, !Task.isShuttingDownGracefully, !Task.isCancelled {
                        mayHoldUnknown = try await self.recover(limit: limit)
                    }
                    if schedule.isDue(session: session, now: .now) {
                        await writing.waitForAll()
                        // Where the store is full, nobody can renew a lease, and all seem dead who live.
                        try await self.leases.renew(self.consumer, for: self.settings.lease)
                        if schedule.renewed(session: self.session(), now: .now) { try await self.takeOver() }
                    }
                    let deliveries = try await self.stream.receive(
                        as: self.consumer,
                        limit: limit,
                        wait: self.settings.claimInterval
                    )
                    let batch = await self.prepare(deliveries)
                    await writing.waitForAll()
                    writing.addTask { await self.settle(batch) }
                    limit = min(limit * 2, self.settings.batch)
                    backoff = .milliseconds(50)
                } catch {
                    schedule.failed(now: .now)
                    mayHoldUnknown = true
                    limit = max(limit / 8, 1)
                    self.logger.debug("Reading events failed", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: backoff * Double.random(in: 0.5...1))
                    backoff = min(backoff * 2, .seconds(1))
                }
            }
        }
    }

    /// Goes on with what this consumer holds without knowing, since the reply that brought it was lost; says whether
    /// there was any. It knows of none while no batch is under way.
    private func recover(limit: Int) async throws(BusError) -> Bool {
        let held = try await self.stream.receiveAgain(as: self.consumer, except: [], limit: limit)
        await self.process(held.filter { $0.attempts <= 1 })
        await self.processOneByOne(held.filter { $0.attempts > 1 })
        return !held.isEmpty
    }

    /// Goes on with what dead consumers held until nothing of it is left.
    private func takeOver() async throws(BusError) {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let claimed = try await self.stream.claimFromDead(
                as: self.consumer,
                leases: self.leases,
                lease: self.settings.lease,
                limit: 64
            )
            guard !claimed.isEmpty else { return }
            self.logger.notice("Took over the events of dead consumers", metadata: ["count": "\(claimed.count)"])
            await self.processOneByOne(claimed)
        }
    }

    /// Settles each event before the next is begun: what ends a process then is the first unsettled one, and only that
    /// one is given up when it has been tried too often.
    private func processOneByOne(_ claimed: [Delivery]) async {
        var mayGiveUp = true
        for delivery in claimed {
            if mayGiveUp, delivery.attempts > self.settings.maximumDeliveries {
                mayGiveUp = false
                await self.bury(delivery, reason: "given up after \(delivery.attempts - 1) attempts")
                self.count("dead", 1)
            } else {
                await self.process([delivery])
            }
        }
    }

    private func process(_ deliveries: [Delivery]) async {
        await self.settle(await self.prepare(deliveries))
    }

    /// Decides what the events do, and embeds. Where that fails, it is tried again, and told, when the batch is settled.
    private func prepare(_ deliveries: [Delivery]) async -> EventBatch {
        var batch = EventBatch()
        for delivery in deliveries {
            switch self.intake.decide(delivery) {
            case .change(let change): batch.work.append((delivery, change))
            case .skip: batch.skipped.append(delivery)
            case .bury(let problem): batch.unusable.append((delivery, problem))
            }
        }
        batch.embedded = try? await self.embedded(batch.work.map(\.change))
        return batch
    }

    private func settle(_ batch: EventBatch) async {
        for item in batch.unusable {
            await self.bury(item.delivery, reason: item.problem.description)
            self.count("dead", 1)
        }
        var settled = batch.skipped
        self.count("unknown", settled.count)
        switch await self.apply(batch) {
        case .applied(let outcomes):
            settled += batch.work.map(\.delivery)
            for (name, expected) in [("indexed", ChangeOutcome.applied), ("outdated", .outdated)] {
                self.count(name, outcomes.count { $0 == expected })
            }
        case .refused(let reason):
            if let only = batch.work.first?.delivery, batch.work.count == 1 {
                await self.bury(only, reason: reason)
                self.count("dead", 1)
            } else {
                for item in batch.work { await self.process([item.delivery]) }
            }
        case .stopped:
            await repeatUntilTaken(logger: self.logger) { () async throws(BusError) in
                try await self.stream.handBack(batch.work.map(\.delivery), from: self.consumer)
            }
        }
        let done = settled
        guard !done.isEmpty else { return }
        await repeatUntilTaken(logger: self.logger) { () async throws(BusError) in
            try await self.stream.complete(done)
        }
    }

    private enum Application {
        case applied([ChangeOutcome])
        case refused(String)
        /// The shutdown came first.
        case stopped
    }

    /// Repeats for as long as the store or the embedder is away. What the embedder refuses, or goes on failing at though
    /// it is well, is refused.
    private func apply(_ batch: EventBatch) async -> Application {
        guard !batch.work.isEmpty else { return .applied([]) }
        var embedded = batch.embedded
        var failures = 0
        var isEmbedderAway = false
        var backoff = Duration.milliseconds(50)
        while true {
            // One that is away is asked something small, not for all of these vectors again and again.
            if isEmbedderAway { isEmbedderAway = await !self.embedder.isWell() }
            if !isEmbedderAway {
                do {
                    let changes: [EmbeddedChange]
                    if let embedded {
                        changes = embedded
                    } else {
                        changes = try await self.embedded(batch.work.map(\.change))
                        embedded = changes
                    }
                    return .applied(try await self.store.apply(changes))
                } catch let error as VectorStoreError {
                    if error.code == .refused { return .refused(error.message) }
                    self.logger.warning("The index does not take events", metadata: ["error": "\(error)"])
                } catch {
                    self.logger.warning("Embedding failed", metadata: ["error": "\(error)"])
                    failures += 1
                    let isRefusal = (error as? EmbedderError)?.code == .refused
                    if isRefusal || failures >= self.settings.maximumDeliveries {
                        if await self.embedder.isWell() { return .refused("embedding failed: \(error)") }
                        failures = 0
                        isEmbedderAway = true
                    }
                }
            }
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return .stopped }
            try? await Task.sleep(for: backoff * Double.random(in: 0.5...1))
            backoff = min(backoff * 2, .seconds(2))
        }
    }

    private func embedded(_ changes: [DocumentChange]) async throws(EmbedderError) -> [EmbeddedChange] {
        let texts = changes.compactMap { change in
            if case .upsert(let document) = change { document.text } else { nil }
        }
        var vectors = try await self.embedder.embed(texts)[...]
        guard vectors.count == texts.count else { throw EmbedderError(.unavailable, "vectors are missing") }
        return changes.map { change in
            switch change {
            case .upsert(let document): .upsert(document, vector: vectors.popFirst() ?? [])
            case .remove(let key, let version): .remove(key, version: version)
            }
        }
    }

    private func bury(_ delivery: Delivery, reason: String) async {
        self.logger.warning("Gave an event up", metadata: ["entry": "\(delivery.entry)", "reason": "\(reason)"])
        await repeatUntilTaken(logger: self.logger) { () async throws(BusError) in
            try await self.stream.bury(delivery, reason: reason)
        }
        DeadLetterMetrics.count(of: .events)
    }

    private func count(_ outcome: String, _ count: Int) {
        guard count > 0 else { return }
        Counter(label: "aura_events_total", dimensions: [("outcome", outcome)]).increment(by: count)
    }
}
