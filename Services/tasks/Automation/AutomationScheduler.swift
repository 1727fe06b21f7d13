import Bus
import Logging
import Messages
import Metrics
import ServiceLifecycle

/// Runs what is due. Every replica looks; the store lets one of them take each due time, and what a dead one left half done
/// another does again, which is the same run.
struct AutomationScheduler<
    Store: AutomationStore,
    Registry: RunRegistry,
    Log: RunLog,
    Work: CommandQueue,
    Reports: CommandQueue
>: Service {
    /// Automations of one look.
    private static var limit: Int { 100 }

    let store: Store
    let registry: Registry
    let log: Log
    let launcher: AutomationLauncher<Store, Registry, Log, Work, Reports>
    let replica: ReplicaID
    /// The longest pause between looks: automations are made meanwhile.
    var interval = Duration.seconds(1)
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let pause = await self.round()
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Looks at all that is due, and says how long nothing is.
    func round() async -> Duration {
        let agenda: AutomationAgenda
        do throws(BusError) {
            agenda = try await self.store.agenda(limit: Self.limit)
        } catch {
            self.logger.debug("The agenda of automations cannot be read", metadata: ["error": "\(error)"])
            return self.interval
        }
        let isMoving = await withTaskGroup(of: Bool.self) { tasks in
            for entry in agenda.entries {
                tasks.addTask { await self.lookAfter(entry, at: agenda.now) }
            }
            return await tasks.contains(true)
        }
        let shortest = Duration.milliseconds(10)
        // A store that reads but does not write is not asked on and on.
        if !agenda.entries.isEmpty { return isMoving ? shortest : self.interval }
        guard let next = agenda.next else { return self.interval }
        return min(max(.milliseconds(next - agenda.now), shortest), self.interval)
    }

    /// Whether something came of it.
    private func lookAfter(_ entry: AutomationEntry, at now: Int64) async -> Bool {
        do {
            try await self.take(entry, at: now)
            return true
        } catch {
            // It comes up again: what was not confirmed is done by whoever looks next.
            self.logger.warning(
                "An automation must wait",
                metadata: Self.metadata(entry).merging(["error": "\(error)"]) { $1 }
            )
            return false
        }
    }

    /// Takes the automation's steps for now, each noted first: who cannot note it was not first.
    private func take(_ entry: AutomationEntry, at now: Int64) async throws {
        var entry = entry
        while true {
            var standing = entry.standing
            let step = standing.advance(entry.automation, at: now)
            switch step {
            case .wait:
                if standing != entry.standing { _ = try await self.store.note(standing, of: entry) }
                return
            case .launch(let run):
                guard let noted = try await self.store.note(standing, of: entry) else { return }
                self.tell(of: run, from: entry, to: noted)
                return try await self.launcher.launch(noted)
            case .look(let run):
                if let outcome = try await self.outcome(of: run) {
                    standing.ended(outcome)
                } else {
                    standing.goesOn(entry.automation, at: now)
                }
                if standing.skipped > entry.standing.skipped {
                    self.logger.notice(
                        "A due time is passed over: the run before goes on",
                        metadata: Self.metadata(entry)
                    )
                }
                guard let noted = try await self.store.note(standing, of: entry) else { return }
                guard standing.current == nil, standing.isActive else { return }
                entry = noted  // the next may be due already
            }
        }
    }

    /// How a run ended; nil while it goes on.
    private func outcome(of run: RunID) async throws(BusError) -> AutomationStanding.Outcome? {
        if let tip = try await self.log.tip(of: run) {
            let before = EventID(tip.epoch, tip.sequence - 1)
            switch try await self.log.entries(of: run, after: before, limit: 1).last?.event.type {
            case .completed?: return .completed
            case .cancelled?: return .cancelled
            case .failed?: return .failed
            default: return nil
            }
        }
        // Forgotten, since nobody ended it while it was kept.
        guard let record = try await self.registry.record(of: run) else { return .failed }
        if record.epoch == 0, record.deadline < (try await self.store.now()),
            let payload = try? RunFailure.tooLate.encoded()
        {
            _ = try await self.log.end(run, at: 0, with: RunEvent(.failed, payload), as: self.replica)
        }
        return nil
    }

    private func tell(of run: RunID, from before: AutomationEntry, to after: AutomationEntry) {
        let isNew = after.standing.runCount > before.standing.runCount
        let metadata = Self.metadata(after).merging(["run": "\(run)"]) { $1 }
        if isNew {
            Counter(label: "aura_automation_runs_total").increment()
            self.logger.info("An automation runs", metadata: metadata)
        } else {
            self.logger.notice("Another replica's launch is done again", metadata: metadata)
        }
    }

    private static func metadata(_ entry: AutomationEntry) -> Logger.Metadata {
        ["automation": "\(entry.automation.id)", "tenant": "\(entry.automation.caller.tenant)"]
    }
}
