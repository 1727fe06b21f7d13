import DequeModule
package import Logging
package import Messages
import ServiceLifecycle
import Synchronization

/// Looks after the runs that this worker owns beside their writing: hears cancels, joins and leaves, announces what began
/// and says nothing yet, stops what nobody watches, and keeps the runs from being forgotten.
package final class RunStewardship<Log: RunLog, Inbox: WorkerInbox, Registry: RunRegistry, Edges: EdgeSignals>: Service
{
    private let writer: RunWriter<Log>
    private let inbox: Inbox
    private let registry: Registry
    private let edges: Edges
    private let detachGrace: Duration
    private let logger: Logger
    private struct Stops: Sendable {
        var watched: [RunID: @Sendable () -> Void] = [:]
        /// Cancels that came for runs not watched (yet), the newest few.
        var early: Deque<RunID> = []
    }

    private let stops = Mutex(Stops())
    private let tasks = Mutex<[RunID: @Sendable () -> Void]>([:])

    /// - Parameter detachGrace: How long a run that needs a viewer goes on without one.
    package init(
        writer: RunWriter<Log>,
        inbox: Inbox,
        registry: Registry,
        edges: Edges,
        detachGrace: Duration,
        logger: Logger
    ) {
        self.writer = writer
        self.inbox = inbox
        self.registry = registry
        self.edges = edges
        self.detachGrace = detachGrace
        self.logger = logger
    }

    /// Calls `stop` when somebody cancels the run or nobody watches it, until ``forget(_:)``.
    package func watch(_ run: RunID, stop: @escaping @Sendable () -> Void) {
        let isStopped = self.stops.withLock { stops in
            stops.watched[run] = stop
            return stops.early.contains(run)
        }
        if isStopped { stop() }
    }

    package func forget(_ run: RunID) {
        self.stops.withLock { $0.watched[run] = nil }
    }

    /// Lets `work` go on until it is done, the run is stopped or lost, or the shutdown cancels this task.
    package func supervise(_ run: RunID, _ work: @escaping @Sendable () async -> RunEnding) async -> RunEnding {
        let (stops, stop) = AsyncStream.makeStream(of: Never.self)
        self.watch(run) { stop.finish() }
        defer { self.forget(run) }
        return await withTaskGroup(of: RunEnding?.self) { tasks in
            tasks.addTask { await work() }
            tasks.addTask {
                for await _ in stops {}
                return Task.isCancelled ? nil : .cancelled
            }
            var ending: RunEnding?
            while ending == nil, let next = await tasks.next() { ending = next }
            tasks.cancelAll()
            return ending ?? .interrupted
        }
    }

    /// Says once now and whenever a sign comes that the run may have its DWP task, until the work is done.
    package func watchTask<Result>(
        of run: RunID,
        _ look: @escaping @Sendable () async -> Void,
        while work: () async -> Result
    ) async -> Result {
        let (signs, sign) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.tasks.withLock { $0[run] = { sign.yield() } }
        defer { self.tasks.withLock { $0[run] = nil } }
        return await withDiscardingTaskGroup { tasks in
            tasks.addTask {
                await look()
                for await _ in signs { await look() }
            }
            let result = await work()
            tasks.cancelAll()
            return result
        }
    }

    package func run() async throws {
        await withTaskGroup { tasks in
            tasks.addTask { await cancelWhenGracefulShutdown { await self.hear() } }
            tasks.addTask { await cancelWhenGracefulShutdown { await self.sweep() } }
        }
        try? await self.inbox.close()
    }

    private func hear() async {
        while !Task.isCancelled {
            do throws(BusError) {
                for signal in try await self.inbox.receive(wait: .seconds(1)) { await self.act(on: signal) }
            } catch {
                self.logger.debug("Reading signals failed", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func act(on signal: WorkerSignal) async {
        switch signal {
        case .cancel(let run):
            self.stop(run)
        case .join(let run, let edge):
            _ = try? await self.serve(run, to: edge)
        case .leave(let run, let edge):
            self.writer.remove(edge, from: run)
        case .task(let run):
            self.tasks.withLock { $0[run] }?()
        }
    }

    private func stop(_ run: RunID) {
        let stop = self.stops.withLock { stops in
            if stops.watched[run] == nil {
                stops.early.append(run)
                if stops.early.count > 256 { stops.early.removeFirst() }
            }
            return stops.watched[run]
        }
        stop?()
    }

    private func sweep() async {
        var ticks = 0
        var isBehind = false
        while !Task.isCancelled {
            do throws(BusError) {
                if try await self.inbox.renew() { isBehind = true }
                if isBehind { try await self.catchUp() }
                isBehind = false
                try await self.stopAbandoned()
                self.writer.announce()
                if ticks % 60 == 0 { try await self.registry.keepAlive(self.writer.runs) }
                ticks += 1
                try? await Task.sleep(for: .seconds(1))
            } catch {
                self.logger.debug("Looking after runs failed", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// While there was no inbox, cancels and joins went nowhere; what they wished is kept with the runs.
    private func catchUp() async throws(BusError) {
        for run in self.writer.runs {
            if try await self.registry.isCancelRequested(run) { self.stop(run) }
            for edge in try await self.registry.edges(of: run) { _ = try await self.serve(run, to: edge) }
        }
    }

    /// Sends the run's further events to an edge and has it look at the log, which alone has those before; false where
    /// the edge is gone.
    private func serve(_ run: RunID, to edge: ReplicaID) async throws(BusError) -> Bool {
        let isOwned = self.writer.add(edge, to: run)
        let isThere = try await self.edges.look(at: run, edge: edge)
        if !isThere { self.writer.remove(edge, from: run) }
        return isOwned && isThere
    }

    private func stopAbandoned() async throws(BusError) {
        for run in self.writer.runsAbandoned(for: self.detachGrace) {
            // A join may have been lost with the inbox: the registry has the last word.
            var isWatched = false
            for edge in try await self.registry.edges(of: run) {
                isWatched = try await self.serve(run, to: edge) || isWatched
            }
            guard !isWatched else { continue }
            self.logger.info("Nobody watches the run any more", metadata: ["run": "\(run)"])
            self.stop(run)
        }
    }
}
