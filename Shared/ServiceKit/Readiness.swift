import Synchronization

/// Tells whether this process can serve: it has started, is not stopping, and all its checks agree.
package final class Readiness: Sendable {
    private enum Phase {
        case starting
        case running
        case stopping
    }

    private struct State {
        var phase = Phase.starting
        var checks: [ReadinessCheck] = []
    }

    private let state = Mutex(State())
    private let timeout: Duration

    /// - Parameter timeout: How long one check may take before it counts as unready.
    package init(timeout: Duration = .seconds(1)) {
        self.timeout = timeout
    }

    /// Adds a check; its name is its key in the answer.
    package func add(_ check: ReadinessCheck) {
        self.state.withLock { $0.checks.append(check) }
    }

    /// Adds a check; its name is its key in the answer.
    package func add(_ name: String, check: @escaping @Sendable () async -> ReadinessStatus) {
        self.add(ReadinessCheck(name: name, check: check))
    }

    /// Runs all checks at once; the process itself is the first.
    package func statuses() async -> [String: ReadinessStatus] {
        let (phase, checks) = self.state.withLock { ($0.phase, $0.checks) }
        let process: ReadinessStatus =
            switch phase {
            case .starting: .unready(reason: "starting")
            case .running: .ready
            case .stopping: .unready(reason: "stopping")
            }
        return await withTaskGroup(of: (String, ReadinessStatus).self) { group in
            for check in checks {
                group.addTask { (check.name, await self.status(of: check)) }
            }
            var statuses = ["process": process]
            for await (name, status) in group {
                statuses[name] = status
            }
            return statuses
        }
    }

    func started() {
        self.state.withLock { state in
            if state.phase == .starting {
                state.phase = .running
            }
        }
    }

    func stopping() {
        self.state.withLock { $0.phase = .stopping }
    }

    private func status(of check: ReadinessCheck) async -> ReadinessStatus {
        await withTaskGroup(of: ReadinessStatus?.self) { group in
            group.addTask { await check.check() }
            group.addTask { [timeout] in
                try? await Task.sleep(for: timeout)
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            if case .some(.some(let status)) = first {
                return status
            }
            return .unready(reason: "no answer in time")
        }
    }
}
