import Bus
import DWPGateway
import FoundationEssentials
import Logging
import Messages

/// The work for one command: under the task's lock, step by step, until all that is wished of the task is done.
struct TaskWork<Store: TaskStore, Registry: RunRegistry, Signals: WorkerSignals>: Sendable {
    private let reporter: TaskReporter<Store, Registry, Signals>
    private let command: Command
    private let run: RunID
    /// Names this work as the lock's holder.
    private let token = RunID.random().description
    private let logger: Logger

    init(reporter: TaskReporter<Store, Registry, Signals>, command: Command) {
        self.reporter = reporter
        self.command = command
        self.run = command.run
        var logger = reporter.logger
        for (key, value) in command.subject { logger[metadataKey: key] = value }
        self.logger = logger
    }

    private var settings: ReporterSettings { self.reporter.settings }
    private var store: Store { self.reporter.store }

    /// Adds the wish, and works or waits until the command is not needed any more.
    func carryOut(_ wish: TaskWish) async -> CommandResult {
        guard var state = await self.add(wish) else { return .handBack }
        // What was refused and comes again shall be tried again; the creation stands for all that it has kept.
        let mayRepeat = { (failure: TaskStanding.Failure) in failure.stage == wish.stage || wish.stage == .create }
        var isRepeated = state.standing.failure.map(mayRepeat) ?? false
        if !isRepeated, let result = Self.result(of: wish, state) { return result }
        guard await self.reporter.desk.enter(self.run) else { return .handBack }
        defer { self.reporter.desk.leave(self.run) }
        var looks = 0
        var hasWorked = false
        while true {
            if hasWorked {
                // The work ended before its time, perhaps because the store lost what was written last.
                guard await self.add(wish) != nil else { return .handBack }
            }
            guard !Task.isCancelled, let (seen, isTaken) = await self.lock() else { return .handBack }
            state = seen
            guard isTaken else {
                if !isRepeated, let result = Self.result(of: wish, state) { return result }
                looks += 1
                let pause = RetryBackoff(base: .milliseconds(20), longest: self.settings.poll)
                try? await Task.sleep(for: pause.delay(afterFailures: looks, jitter: .random(in: 0...1)))
                continue
            }
            if hasWorked, state.standing == TaskStanding() { state.standing.doubt = .init(.create) }
            if isRepeated, state.standing.failure.map(mayRepeat) ?? false { state.standing.failure = nil }
            isRepeated = false
            guard let left = await self.work(on: state) else { return .handBack }
            state = left
            looks = 0
            hasWorked = true
            if let result = Self.result(of: wish, state) { return result }
        }
    }

    private func add(_ wish: TaskWish) async -> TaskState? {
        await self.reporter.untilAnswered { () async throws(BusError) in try await self.store.add(wish, to: self.run) }
    }

    /// What becomes of the command; nil while the task needs it.
    private static func result(of wish: TaskWish, _ state: TaskState) -> CommandResult? {
        switch TaskSettlement.of(wish.stage, in: state) {
        case .open: nil
        case .done: .done
        case .refused(let reason): .bury(reason: reason)
        }
    }

    /// What became of one step.
    private enum Progress {
        /// It is noted; the state then.
        case taken(TaskState)
        /// It must be repeated after the pause.
        case pause(TaskState, Duration)
        /// Another has the lock.
        case lost
        /// The work ends here; a call may still be under way in the backend.
        case interrupted
    }

    /// Works under the lock and gives it back; returns the state that is left, nil where the work was interrupted.
    private func work(on initial: TaskState) async -> TaskState? {
        var state = initial
        var failures = 0
        while let step = TaskStep.next(for: state) {
            guard !Task.isCancelled else { break }
            if step.asksBackend, case .wait(let wait) = self.reporter.breaker.admit() {
                // Not to the end: the probe may succeed before.
                let look = min(wait, self.settings.breakerLook)
                guard let renewed = await self.pause(look) else { return Task.isCancelled ? nil : state }
                state = renewed
                continue
            }
            switch await self.take(step, state, failures: failures) {
            case .taken(let next):
                state = next
                failures = 0
            case .pause(let next, let pause):
                failures += 1
                state = next
                guard let renewed = await self.pause(pause) else { return Task.isCancelled ? nil : state }
                state = renewed
            case .lost:
                return state
            case .interrupted:
                return nil
            }
        }
        try? await self.store.unlock(self.run, token: self.token)
        return Task.isCancelled && TaskStep.next(for: state) != nil ? nil : state
    }

    /// Takes one step and notes what came of it.
    private func take(_ step: TaskStep, _ state: TaskState, failures: Int) async -> Progress {
        var standing = state.standing
        standing.begins(step, now: Self.now)
        if step.isUnrepeatable {
            guard await self.note(standing) != nil else { return self.givenUp(step) }
        }
        var failure: DWPFailure?
        do throws(DWPFailure) {
            guard try await self.perform(step, state, &standing) else { return self.givenUp(step) }
        } catch {
            failure = error
        }
        if let failure {
            guard !Task.isCancelled else { return self.givenUp(step) }
            standing.failed(step, with: failure)
        }
        if step.asksBackend { self.tellBreaker(of: failure) }
        self.tellLog(of: failure, step, standing)
        guard let noted = await self.note(standing) else { return Task.isCancelled ? .interrupted : .lost }
        self.measure(state, standing)
        guard let failure else {
            // After an end that a late update may undo, a look at once would see too little.
            let mustSettle = step.isUnrepeatable && standing.doubt?.stage == .end
            return mustSettle ? .pause(noted, self.settings.settling) : .taken(noted)
        }
        guard failure.isOfTransport else { return .taken(noted) }
        let delay = self.settings.backoff.delay(afterFailures: failures + 1, jitter: .random(in: 0...1))
        return .pause(noted, failure.kind == .unanswered ? max(delay, self.settings.settling) : delay)
    }

    /// What a step comes to that was admitted and then neither answered nor failed.
    private func givenUp(_ step: TaskStep) -> Progress {
        if step.asksBackend { self.reporter.breaker.abandoned() }
        return Task.isCancelled ? .interrupted : .lost
    }

    /// Makes the step's call or calls; false where the lock was lost meanwhile, or the work cancelled.
    private func perform(
        _ step: TaskStep,
        _ state: TaskState,
        _ standing: inout TaskStanding
    ) async throws(DWPFailure) -> Bool {
        let client = self.reporter.client
        let caller = self.caller(state)
        switch step {
        case .reconcile(let create):
            return try await self.reconcile(create, caller, &standing)
        case .create(let create):
            let task = try await client.create(create, for: caller)
            guard let isOwn = try await self.own(task) else { return false }
            // Another run took it for its own lost one; ours may be lost likewise, so look.
            if isOwn { standing.created(task.taskId) }
        case .check(let id):
            standing.saw(try await client.task(id, for: caller))
        case .announce(let id):
            guard await self.announce(id) else { return false }
            standing.succeeded(step)
        case .start(let id):
            try await client.start(id, for: caller)
            standing.succeeded(step)
        case .report(let report, let id):
            try await client.report(report, of: id, for: caller)
            standing.succeeded(step)
        case .end(.complete(let result), let id):
            try await client.complete(id, result: result, for: caller)
            standing.succeeded(step)
        case .end(.fail(let message), let id):
            try await client.fail(id, message: message, for: caller)
            standing.succeeded(step)
        }
        return true
    }

    /// Searches the caller's newest tasks for one that only a lost creation of ours can have made.
    private func reconcile(
        _ create: CreateTask,
        _ caller: DWPCaller,
        _ standing: inout TaskStanding
    ) async throws(DWPFailure) -> Bool {
        for page in 0..<self.settings.pages {
            if page > 0 {
                guard let (_, isTaken) = await self.lock(), isTaken else { return false }
            }
            let tasks = try await self.reporter.client.tasks(page: page, size: self.settings.pageSize, for: caller)
            for task in tasks.content where task.isLost(from: create) {
                guard let isOwn = try await self.own(task) else { return false }
                if isOwn {
                    standing.created(task.taskId)
                    return true
                }
            }
            guard tasks.content.count == self.settings.pageSize else { break }
        }
        standing.foundNothing()
        return true
    }

    /// Makes the task this run's, unless it is another's; nil where the work was interrupted.
    private func own(_ task: DWPTask) async throws(DWPFailure) -> Bool? {
        guard DWPTask.isUsable(task.taskId) else {
            throw DWPFailure(.refused, reason: "the backend's task id is not usable")
        }
        let owner = await self.reporter.untilAnswered { () async throws(BusError) in
            try await self.store.own(task.taskId, by: self.run)
        }
        return owner.map { $0 == self.run }
    }

    /// Writes the task into the run's record, then tells the owner: one that begins later reads it there.
    private func announce(_ taskId: String) async -> Bool {
        let told: Bool? = await self.reporter.untilAnswered { () async throws(BusError) in
            try await self.reporter.registry.setTask(taskId, for: self.run)
            if let owner = try await self.reporter.registry.record(of: self.run)?.owner {
                _ = try await self.reporter.signals.send(.task(self.run), to: owner)
            }
            return true
        }
        return told != nil
    }

    private func lock() async -> (state: TaskState, isTaken: Bool)? {
        await self.reporter.untilAnswered { () async throws(BusError) in
            try await self.store.lock(self.run, token: self.token, for: self.settings.lock)
        }
    }

    /// Waits under the lock and returns the state after it; nil where the lock is lost or the work cancelled. The lock
    /// is then left to lapse: the call before may still be under way in the backend.
    private func pause(_ duration: Duration) async -> TaskState? {
        let end = ContinuousClock.now + duration
        repeat {
            try? await Task.sleep(for: min(self.settings.lock / 3, end - .now))
            guard !Task.isCancelled else { return nil }
            guard let (state, isTaken) = await self.lock(), isTaken else { return nil }
            if ContinuousClock.now >= end { return state }
        } while true
    }

    /// Notes the standing and returns the state with it; nil where the lock is lost or the work cancelled.
    private func note(_ standing: TaskStanding) async -> TaskState? {
        let noted = await self.reporter.untilAnswered { () async throws(BusError) in
            try await self.store.note(standing, of: self.run, token: self.token, for: self.settings.lock)
        }
        return noted ?? nil
    }

    private func caller(_ state: TaskState) -> DWPCaller {
        DWPCaller(
            tenant: self.command.caller.tenant,
            user: self.command.caller.user,
            correlation: self.run.description,
            traceparent: self.command.traceparent,
            authorization: state.wishes.create?.authorization
        )
    }

    private func tellBreaker(of failure: DWPFailure?) {
        let breaker = self.reporter.breaker
        let wasClosed = breaker.isClosed
        if failure?.isOfTransport == true { breaker.failed() } else { breaker.answered() }
        guard wasClosed != breaker.isClosed else { return }
        if wasClosed {
            self.logger.warning("The DWP backend does not answer", metadata: ["error": "\(failure?.reason ?? "")"])
        } else {
            self.logger.notice("The DWP backend answers again")
        }
    }

    private func tellLog(of failure: DWPFailure?, _ step: TaskStep, _ standing: TaskStanding) {
        guard let failure else { return }
        let stage = step.stage(in: standing).rawValue
        let level: Logger.Level = failure.isOfTransport ? .debug : .warning
        self.logger.log(
            level: level,
            "A task's step failed",
            metadata: ["stage": "\(stage)", "error": "\(failure.reason)"]
        )
    }

    private func measure(_ state: TaskState, _ standing: TaskStanding) {
        let outcome: TaskMetrics.Outcome
        if standing.phase == .ended {
            if case .fail = state.wishes.end { outcome = .failed } else { outcome = .completed }
        } else if standing.failure != nil {
            outcome = .refused
        } else {
            return
        }
        let duration = standing.since.map { Duration.milliseconds(max(0, Self.now - $0)) }
        TaskMetrics.count(outcome, type: state.wishes.create?.taskType, duration: duration)
    }

    /// Unix milliseconds.
    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

extension DWPTask {
    /// Whether the task can be what a creation made whose answer was lost: nobody has begun it, and it says the same.
    func isLost(from create: CreateTask) -> Bool {
        self.isRequested && self.taskType == DWPText.withoutZeros(create.taskType)
            && self.description ?? "" == DWPText.description(create.description)
    }
}
