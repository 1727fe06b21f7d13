package import Logging
package import Messages
import Metrics
import ServiceLifecycle
import Spans
import Tracing

/// Takes commands for one service and has them carried out, as many at once as there are free hands; also those of
/// workers that died.
package struct CommandConsumer<Queue: CommandQueue, LeaseStore: Leases, Handler: CommandHandler>: Service {
    private let queue: Queue
    private let leases: LeaseStore
    private let handler: Handler
    private let consumer: ReplicaID
    private let configuration: ConsumerConfiguration
    private let session: @Sendable () -> Int
    private let logger: Logger
    private let hops: HopMetrics

    /// - Parameter session: Numbers the connection to the store; see ``RunLog/session``.
    package init(
        queue: Queue,
        leases: LeaseStore,
        handler: Handler,
        consumer: ReplicaID,
        configuration: ConsumerConfiguration,
        session: @escaping @Sendable () -> Int,
        logger: Logger,
        hops: HopMetrics = HopMetrics()
    ) {
        self.queue = queue
        self.leases = leases
        self.handler = handler
        self.consumer = consumer
        self.configuration = configuration
        self.session = session
        self.logger = logger
        self.hops = hops
    }

    /// Consumes until shutdown, then finishes what is in flight, or hands it back when the time is over.
    package func run() async throws {
        await withTaskGroup { tasks in
            tasks.addTask { await self.consume() }
            tasks.addTask {
                try? await gracefulShutdown()
                try? await Task.sleep(for: self.configuration.drain)
            }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    /// Returns when shutdown began and nothing is in flight any more.
    private func consume() async {
        let hands = Hands(self.configuration.concurrency)
        let known = KnownEntries()
        var schedule = ClaimSchedule(
            interval: self.configuration.claimInterval,
            quietAfterOutage: self.configuration.lease,
            session: self.session(),
            now: .now
        )
        var leasedSession: Int?
        var backoff = Duration.milliseconds(50)
        await withDiscardingTaskGroup { tasks in
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                let free = await hands.free()
                if Task.isShuttingDownGracefully { break }
                let asked = ContinuousClock.now
                do throws(BusError) {
                    let session = self.session()
                    if leasedSession != session {
                        // Whoever holds commands without a lease counts as dead.
                        try await self.leases.renew(self.consumer, for: self.configuration.lease)
                        leasedSession = session
                    }
                    var deliveries: [Delivery] = []
                    if known.mayLackSome {
                        known.mayLackSome = false
                        deliveries = try await self.queue.receiveAgain(
                            as: self.consumer,
                            except: known.all,
                            limit: free
                        )
                        if !deliveries.isEmpty { known.mayLackSome = true }
                    }
                    if deliveries.isEmpty, schedule.isDue(session: session, now: .now) {
                        // Where the store is full, nobody can renew a lease, and all seem dead who live.
                        try await self.leases.renew(self.consumer, for: self.configuration.lease)
                        if schedule.renewed(session: self.session(), now: .now) {
                            deliveries = try await self.claim(limit: free)
                        }
                    }
                    if deliveries.isEmpty {
                        deliveries = try await self.queue.receive(
                            as: self.consumer,
                            limit: min(free, self.configuration.batch),
                            wait: self.configuration.claimInterval
                        )
                    }
                    if !deliveries.isEmpty, self.configuration.isLate(askedAt: asked, now: .now) {
                        // Only what it still holds is begun; beginning the rest would end another's work on it.
                        known.mayLackSome = true
                        self.logger.notice("Asking again for commands that came late")
                        continue
                    }
                    for delivery in deliveries {
                        hands.take()
                        known.insert(delivery.entry)
                        self.measureWait(of: delivery)
                        tasks.addTask {
                            let isSettled = await self.process(delivery)
                            known.remove(delivery.entry)
                            if !isSettled { known.mayLackSome = true }
                            hands.giveBack()
                        }
                    }
                    backoff = .milliseconds(50)
                } catch {
                    schedule.failed(now: .now)
                    known.mayLackSome = true
                    self.logger.debug("Reading commands failed", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: backoff * Double.random(in: 0.5...1))
                    backoff = min(backoff * 2, .seconds(1))
                }
            }
        }
    }

    private func claim(limit: Int) async throws(BusError) -> [Delivery] {
        let claimed = try await self.queue.claimFromDead(
            as: self.consumer,
            leases: self.leases,
            lease: self.configuration.lease,
            limit: limit
        )
        if !claimed.isEmpty {
            self.logger.notice("Took over the commands of dead workers", metadata: ["count": "\(claimed.count)"])
        }
        return claimed
    }

    /// Measures how long a command waited; one that was tried before waited for a worker's end.
    private func measureWait(of delivery: Delivery) {
        guard delivery.attempts == 1, let moment = EntryMoment.milliseconds(of: delivery.entry) else { return }
        self.hops.queue.record(duration: EntryMoment.age(of: moment))
    }

    /// Carries a command out; false where its entry stays as it is.
    private func process(_ delivery: Delivery) async -> Bool {
        switch await CommandStopwatch.time(self.hops, { await self.result(of: delivery) }) {
        case .done:
            await repeatUntilTaken(logger: self.logger) { () async throws(BusError) in
                try await self.queue.complete(delivery)
            }
        case .handBack:
            await repeatUntilTaken(logger: self.logger) { () async throws(BusError) in
                try await self.queue.handBack([delivery], from: self.consumer)
            }
        case .bury(let reason):
            var metadata = (try? delivery.command())?.subject ?? [:]
            metadata.merge(["entry": "\(delivery.entry)", "reason": "\(reason)", "fault": "command"]) { $1 }
            self.logger.error("Gave a command up", metadata: metadata)
            await repeatUntilTaken(logger: self.logger) { () async throws(BusError) in
                try await self.queue.bury(delivery, reason: reason)
            }
            DeadLetterMetrics.count(of: .commands)
        case .lost:
            return false
        }
        return true
    }

    private func result(of delivery: Delivery) async -> CommandResult {
        let command: Command
        do {
            command = try delivery.command()
        } catch {
            return .bury(reason: error.description)
        }
        return await withTraceSpan(
            "process \(command.kind)",
            .consumer,
            continuing: command.traceparent,
            [
                "messaging.system": "redis", "messaging.operation.type": "process",
                "messaging.operation.name": "process", "messaging.message.id": "\(command.run)",
                "aura.command": "\(command.kind)", "aura.attempt": .int64(Int64(delivery.attempts)),
            ]
        ) { span in
            var command = command
            command.traceparent = span.traceparent
            guard delivery.attempts <= self.configuration.maximumDeliveries else {
                return await self.handler.giveUp(command, attempts: delivery.attempts - 1)
            }
            return await self.handler.handle(command, attempt: delivery.attempts)
        }
    }
}
