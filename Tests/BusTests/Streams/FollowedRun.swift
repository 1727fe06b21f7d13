import Messages
import TestSupport

@testable import Bus

/// A run in memory that one follower watches; what the hub would bring is put into its subscription by hand.
struct FollowedRun: Sendable {
    typealias Follower = RunFollower<InMemoryRunLog, InMemoryRunRegistry, InMemoryLeases>

    let bus: InMemoryBus
    let edge = ReplicaID(instance: "edge-1", boot: "b0")
    let worker: ScriptedWorker
    let registry: InMemoryRunRegistry
    let leases: InMemoryLeases
    let record: RunRecord
    let subscription: RunSubscription

    init(deadline: Duration = .seconds(60)) async throws {
        self.bus = InMemoryBus()
        self.worker = ScriptedWorker(self.bus)
        self.registry = InMemoryRunRegistry(bus: self.bus)
        self.leases = InMemoryLeases(bus: self.bus)
        self.record = RunRecord.test(try .of("1", "42"), deadline: deadline)
        self.subscription = RunSubscription(run: self.record.run)
        try await self.registry.create(self.record, servedBy: self.edge)
        try await self.leases.renew(self.worker.id, for: .seconds(600))
    }

    /// Another viewer of the same run.
    init(_ other: FollowedRun) {
        self.bus = other.bus
        self.worker = other.worker
        self.registry = other.registry
        self.leases = other.leases
        self.record = other.record
        self.subscription = RunSubscription(run: other.record.run)
    }

    var run: RunID { self.record.run }

    func follower(
        from start: EventID = .zero,
        isNew: Bool = true,
        expiresAt: Int? = nil,
        patience: Patience = Patience()
    ) -> Follower {
        RunFollower(
            self.subscription,
            watch: RunWatch(log: self.worker.log, registry: self.registry, leases: self.leases, edge: self.edge),
            deadline: self.record.deadline,
            from: start,
            isNew: isNew,
            expiresAt: expiresAt,
            patience: patience
        )
    }

    /// Writes texts to the log only, as if the inbox had lost them.
    @discardableResult
    func sayUnheard(_ texts: String...) async throws -> [LogEntry] {
        try await self.worker.say(texts.map(RunEvent.text), in: self.run, to: [])
    }

    /// Writes texts and brings them.
    @discardableResult
    func say(_ texts: String...) async throws -> [LogEntry] {
        let entries = try await self.worker.say(texts.map(RunEvent.text), in: self.run, to: [])
        for entry in entries { self.subscription.add(entry) }
        return entries
    }

    @discardableResult
    func begin(keep: Bool = false) async throws -> LogEntry {
        let started = try await self.worker.begin(self.run, keep: keep)
        self.subscription.add(started)
        return started
    }

    @discardableResult
    func complete() async throws -> LogEntry {
        let entry = try await self.worker.complete(self.run, to: [])
        self.subscription.add(entry)
        return entry
    }

    /// Follows to the end while the clock runs fast: whenever nothing came, the follower's time has come.
    func rest(of follower: inout Follower) async -> [ViewerEvent] {
        var all: [ViewerEvent] = []
        let subscription = self.subscription
        return await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                while !Task.isCancelled {
                    subscription.tick(now: .now + .seconds(3600))
                    await Task.yield()
                }
            }
            defer { tasks.cancelAll() }
            while let events = await follower.next() { all.append(contentsOf: events) }
            return all
        }
    }
}

extension [ViewerEvent] {
    /// The text that a client ends up with that does as it is told.
    func text(after before: String = "") -> String {
        var text = [UInt8](before.utf8)
        for event in self {
            switch event {
            case .events(let entries): text += entries.filter { $0.event.type == .text }.flatMap(\.event.payload)
            case .restarted: text = []
            case .resync(let whole, _): text = whole
            case .broken, .ping, .ended, .endedBefore: break
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    var withoutPings: [ViewerEvent] { self.filter { $0 != .ping } }

    var failures: [RunFailure.ErrorType] {
        self.compactMap { event in
            guard case .broken(let failure, _) = event else { return nil }
            return failure.errorType
        }
    }

    var restarts: Int {
        self.count { event in
            if case .restarted = event { true } else { false }
        }
    }
}
