import Foundation
import Glibc

/// Starts processes, watches over them and stops them all.
struct Supervisor {
    /// Thrown up to the command when the operator asks for the end.
    struct Interrupted: Error {}

    private let state: StateFolder
    private let signals: SignalWatch
    private var processes: [ManagedProcess] = []
    private var record: RunningStack

    init(state: StateFolder, signals: SignalWatch) throws {
        guard let own = ProcessIdentity(of: getpid()) else {
            throw StackError.cannotStart(name: "aura", reason: "/proc is not mounted")
        }
        self.state = state
        self.signals = signals
        self.record = RunningStack(supervisor: own)
        try self.record.write(to: state)
    }

    /// Starts one process and keeps it in the record.
    mutating func start(_ plan: ProcessPlan) throws {
        let process = try ManagedProcess(starting: plan, log: self.state.log(of: plan.name))
        self.processes.append(process)
        guard let identity = ProcessIdentity(of: process.pid) else { return }
        self.record.processes.append(identity)
        try self.record.write(to: self.state)
    }

    /// Waits until every process started so far is ready.
    ///
    /// Fails with the log of one that ends, or with what each said that is not ready in time.
    mutating func waitUntilReady(within limit: Duration) throws {
        let deadline = ContinuousClock.now + limit
        var waiting = Array(self.processes.indices)
        while true {
            try self.failIfOneEnded()
            waiting.removeAll { self.objection(of: $0) == nil }
            guard !waiting.isEmpty else { return }
            guard ContinuousClock.now < deadline else { throw StackError.notReady(waiting.map(self.report)) }
            if self.signals.next(within: .milliseconds(100)) == .stop { throw Interrupted() }
        }
    }

    /// Waits until the operator asks for the end; fails when a process ends before.
    mutating func watch() throws -> Never {
        while true {
            switch self.signals.next(within: .seconds(60)) {
            case .stop: throw Interrupted()
            case .childEnded, nil: try self.failIfOneEnded()
            }
        }
    }

    /// Stops the services, then what they stand on, each group in reverse order.
    ///
    /// Whoever is left after the limit is killed; so are all at once at a second request.
    mutating func stop() {
        self.stop(.service, within: .seconds(25))
        self.stop(.infrastructure, within: .seconds(10))
        try? RunningStack.remove(from: self.state)
    }

    private func objection(of index: Int) -> String? {
        // Not by a lazy sequence: it would ask twice, and a process can become ready between.
        for check in self.processes[index].plan.readiness {
            if let objection = check.objection() { return objection }
        }
        return nil
    }

    private func report(on index: Int) -> String {
        let process = self.processes[index]
        let objection = self.objection(of: index) ?? "became ready too late"
        return "\(process.plan.name): \(objection); the last lines of its log:\n\(process.logTail())"
    }

    private mutating func stop(_ layer: ProcessPlan.Layer, within limit: Duration) {
        let concerned = self.processes.indices.filter { self.processes[$0].plan.layer == layer }
        self.collectAll()
        for index in concerned.reversed() { self.processes[index].terminate() }
        let deadline = ContinuousClock.now + limit
        while concerned.contains(where: { self.processes[$0].exit == nil }) {
            let isUrgent = self.signals.next(within: .milliseconds(200)) == .stop
            self.collectAll()
            guard isUrgent || ContinuousClock.now >= deadline else { continue }
            for index in concerned.reversed() where self.processes[index].exit == nil {
                Console.complain("aura: \(self.processes[index].plan.name) did not end by itself and is killed")
                self.processes[index].killGroup()
            }
        }
    }

    private mutating func collectAll() {
        for index in self.processes.indices { self.processes[index].collect() }
    }

    private mutating func failIfOneEnded() throws {
        self.collectAll()
        for process in self.processes {
            guard let exit = process.exit else { continue }
            throw StackError.ended(name: process.plan.name, how: "\(exit)", logTail: process.logTail())
        }
    }
}
