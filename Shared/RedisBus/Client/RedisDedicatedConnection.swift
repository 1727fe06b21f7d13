import Logging
import Synchronization

/// A socket of its own for one blocking command at a time; made when first used, and anew after it was lost.
package final class RedisDedicatedConnection: Sendable {
    private let connector: RedisConnector
    private let logger: Logger
    private let state: Mutex<DedicatedConnectionState<RedisConnection>>

    init(connector: RedisConnector, logger: Logger) {
        self.connector = connector
        self.logger = logger
        self.state = Mutex(DedicatedConnectionState(backoff: ReconnectBackoff(configuration: connector.configuration)))
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
        let connection: RedisConnection
        switch self.begin() {
        case .refuse(let error):
            throw error
        case .use(let current):
            connection = current
        case .connect(let delay):
            do throws(RedisError) {
                connection = try await self.connect(after: delay)
            } catch {
                self.end()
                throw error
            }
        }
        defer { self.end() }
        do throws(RedisError) {
            let replies = try await connection.send([command], timeout: timeout)
            guard let reply = replies.first else { throw RedisError(.protocolViolation, "No reply") }
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

    private func connect(after delay: Duration) async throws(RedisError) -> RedisConnection {
        if delay > .zero {
            do {
                try await Task.sleep(for: delay)
            } catch {
                throw RedisError(.unavailable, "Cancelled before connecting", cause: error)
            }
        }
        do throws(RedisError) {
            let connection = try await self.connector.connect()
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
