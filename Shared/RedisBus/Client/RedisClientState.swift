/// Where a client stands with its shared connection, and how often that has been made.
struct RedisClientState<Connection> {
    enum Phase {
        case disconnected
        case ready(Connection)
        case shutDown
    }

    private(set) var phase = Phase.disconnected
    /// Counts the connections made so far.
    private(set) var generation = 0

    /// Takes a new connection into use and returns true, or refuses it after the shutdown.
    mutating func connected(_ connection: Connection) -> Bool {
        switch self.phase {
        case .shutDown: return false
        case .disconnected, .ready: break
        }
        self.phase = .ready(connection)
        self.generation += 1
        return true
    }

    mutating func disconnected() {
        guard case .ready = self.phase else { return }
        self.phase = .disconnected
    }

    /// Ends the client for good; returns the connection that is to be ended.
    mutating func shutDown() -> Connection? {
        defer { self.phase = .shutDown }
        guard case .ready(let connection) = self.phase else { return nil }
        return connection
    }

    /// The connection for a command, or why there is none.
    func connection() throws(RedisError) -> Connection {
        switch self.phase {
        case .disconnected: throw RedisError(.unavailable, "Not connected to Redis")
        case .ready(let connection): return connection
        case .shutDown: throw RedisError(.shutDown, "The client has ended")
        }
    }

    var isReady: Bool {
        guard case .ready = self.phase else { return false }
        return true
    }

    var isShutDown: Bool {
        guard case .shutDown = self.phase else { return false }
        return true
    }
}
