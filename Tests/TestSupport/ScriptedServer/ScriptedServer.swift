import NIOCore
import Synchronization

/// A server on 127.0.0.1 whose answers a test's script writes byte by byte.
package final class ScriptedServer: Sendable {
    private struct State {
        var port = 0
        var counts = ScriptedServerCounts()
        var connections: [Int: ScriptedConnection] = [:]
        var isEnding = false
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
    }
    private struct Waiter {
        var isMet: @Sendable (ScriptedServerCounts) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }
    private let state = Mutex(State())

    /// The port that the server listens on.
    package var port: Int {
        self.state.withLock { $0.port }
    }

    package var counts: ScriptedServerCounts {
        self.state.withLock { $0.counts }
    }

    /// Gives the address of a path on this server.
    package func url(_ path: String = "/") -> String {
        "http://127.0.0.1:\(self.port)\(path)"
    }

    /// Waits until the server's counts meet a condition, the server ends, or the task is cancelled.
    package func wait(until isMet: @escaping @Sendable (ScriptedServerCounts) -> Bool) async {
        let number = self.state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = self.state.withLock { state in
                    if state.isEnding || Task.isCancelled || isMet(state.counts) { return true }
                    state.waiters[number] = Waiter(isMet: isMet, continuation: continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            self.state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume()
        }
    }

    func listens(on port: Int) {
        self.state.withLock { $0.port = port }
    }

    /// Takes a new connection in.
    func accepted(_ channel: any Channel) -> ScriptedConnection {
        let number = self.count { $0.counts.connections += 1 }.connections
        let connection = ScriptedConnection(number: number, channel: channel)
        let isEnding = self.state.withLock { state in
            state.connections[number] = connection
            return state.isEnding
        }
        _ = self.count { $0.counts.openConnections += 1 }
        channel.closeFuture.whenComplete { _ in self.closed(connection) }
        if isEnding { connection.abandon() }
        return connection
    }

    private func closed(_ connection: ScriptedConnection) {
        _ = self.count {
            $0.connections[connection.number] = nil
            $0.counts.openConnections -= 1
        }
    }

    func received() {
        _ = self.count { $0.counts.requests += 1 }
    }

    /// Closes every connection and lets all who wait go on.
    func end() {
        let (connections, waiters) = self.state.withLock { state in
            state.isEnding = true
            defer { state.waiters = [:] }
            return (Array(state.connections.values), Array(state.waiters.values))
        }
        for connection in connections { connection.abandon() }
        for waiter in waiters { waiter.continuation.resume() }
    }

    private func count(_ change: (inout sending State) -> Void) -> ScriptedServerCounts {
        let (met, counts) = self.state.withLock { state in
            change(&state)
            let counts = state.counts
            let met = state.waiters.filter { $0.value.isMet(counts) }
            for number in met.keys { state.waiters[number] = nil }
            return (Array(met.values), counts)
        }
        for waiter in met { waiter.continuation.resume() }
        return counts
    }
}
