import Logging
import Synchronization

/// A socket of its own for one blocking command at a time; made when first used, and anew after it was lost.
package final class RedisDedicatedConnection: Sendable {
    /// The longest wait for a node of a cluster, whose place another may have taken by then.
    private static let longestWaitInCluster = Duration.milliseconds(250)

    private let connector: RedisConnector
    private let cluster: RedisCluster?
    private let logger: Logger
    /// The node of a cluster that the connection goes to.
    private let place = Mutex<RedisNodeAddress?>(nil)
    private let state: Mutex<DedicatedConnectionState<RedisConnection>>

    /// - Parameter cluster: Says which node a command goes to; nil for the connector's server.
    init(connector: RedisConnector, cluster: RedisCluster? = nil, logger: Logger) {
        self.connector = connector
        self.cluster = cluster
        self.logger = logger
        var configuration = connector.configuration
        if cluster != nil {
            configuration.maximumBackoff = min(configuration.maximumBackoff, Self.longestWaitInCluster)
        }
        self.state = Mutex(DedicatedConnectionState(backoff: ReconnectBackoff(configuration: configuration)))
    }

    deinit {
        self.state.withLock { $0.close() }?.close()
    }

    /// Sends a command and returns its reply, connecting before if need be.
    ///
    /// After a failure the next call first waits its backoff, so a caller may simply loop. A cancelled task gives up
    /// that wait (`unavailable`), but never a command that was sent.
    ///
    /// - Parameter timeout: for the reply; longer than the command itself may block. The connection is closed then.
    package func send(_ command: RedisCommand, timeout: Duration) async throws(RedisError) -> RedisValue {
        if let cluster = self.cluster {
            return try await self.send(command, timeout: timeout, in: cluster)
        }
        return try await self.send([command], timeout: timeout, by: self.connector)
    }

    /// Sends commands, of which the last one's reply counts, to a node of a cluster.
    func send(
        _ commands: [RedisCommand],
        timeout: Duration,
        to address: RedisNodeAddress,
        in cluster: RedisCluster
    ) async throws(RedisError) -> RedisValue {
        let isElsewhere = self.place.withLock { place in
            defer { place = address }
            return place != address
        }
        if isElsewhere { self.state.withLock { $0.leave() }?.close() }
        return try await self.send(commands, timeout: timeout, by: cluster.connector(to: address))
    }

    private func send(
        _ commands: [RedisCommand],
        timeout: Duration,
        by connector: RedisConnector
    ) async throws(RedisError) -> RedisValue {
        let connection: RedisConnection
        switch self.begin() {
        case .refuse(let error):
            throw error
        case .use(let current):
            connection = current
        case .connect(let delay):
            do throws(RedisError) {
                connection = try await self.connect(by: connector, after: delay)
            } catch {
                self.end()
                throw error
            }
        }
        defer { self.end() }
        do throws(RedisError) {
            let replies = try await connection.send(commands, timeout: timeout)
            guard let reply = replies.last else { throw RedisError(.protocolViolation, "No reply") }
            return reply
        } catch {
            if !connection.isOpen {
                self.failed()
            }
            throw error
        }
    }

    /// Closes the connection for good; a command in flight fails with `connectionLost`.
    package func close() async {
        guard let connection = self.state.withLock({ $0.close() }) else { return }
        connection.close()
        await connection.waitForEnd()
    }

    private func connect(by connector: RedisConnector, after delay: Duration) async throws(RedisError)
        -> RedisConnection
    {
        if delay > .zero {
            do {
                try await Task.sleep(for: delay)
            } catch {
                throw RedisError(.unavailable, "Cancelled before connecting", cause: error)
            }
        }
        do throws(RedisError) {
            let connection = try await connector.connect()
            guard self.state.withLock({ $0.connected(connection, at: .now) }) else {
                connection.close()
                throw RedisError(.shutDown, "The connection was closed")
            }
            return connection
        } catch {
            self.failed()
            self.logger.debug("Cannot make a dedicated Redis connection", metadata: ["error": "\(error)"])
            throw error
        }
    }

    private func begin() -> DedicatedConnectionState<RedisConnection>.Action {
        var generator = SystemRandomNumberGenerator()
        return self.state.withLock { $0.begin(isOpen: { $0.isOpen }, at: .now, using: &generator) }
    }

    private func failed() {
        var generator = SystemRandomNumberGenerator()
        self.state.withLock { $0.failed(at: .now, using: &generator) }
    }

    private func end() {
        self.state.withLock { $0.end() }
    }
}
