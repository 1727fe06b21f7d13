/// Whose turn it is on a connection that carries one command at a time.
struct DedicatedConnectionState<Connection> {
    enum Phase {
        case disconnected
        case connected(Connection, since: ContinuousClock.Instant)
        case closed
    }

    enum Action {
        case use(Connection)
        /// Wait that long, then connect.
        case connect(after: Duration)
        case refuse(RedisError)
    }

    private(set) var phase = Phase.disconnected
    private var isBusy = false
    private var backoff: ReconnectBackoff
    private var wait = Duration.zero

    init(backoff: ReconnectBackoff) {
        self.backoff = backoff
    }

    /// Begins a command; `end()` must follow unless refused.
    ///
    /// A connection that was lost while idle is made anew.
    mutating func begin(
        isOpen: (Connection) -> Bool,
        at now: ContinuousClock.Instant,
        using generator: inout some RandomNumberGenerator
    ) -> Action {
        guard !self.isBusy else {
            return .refuse(RedisError(.overloaded, "A dedicated connection carries one command at a time"))
        }
        if case .connected(let connection, _) = self.phase, !isOpen(connection) {
            self.failed(at: now, using: &generator)
        }
        switch self.phase {
        case .closed:
            return .refuse(RedisError(.shutDown, "The connection was closed"))
        case .connected(let connection, _):
            self.isBusy = true
            return .use(connection)
        case .disconnected:
            self.isBusy = true
            return .connect(after: self.wait)
        }
    }

    /// Takes a new connection into use and returns true, or refuses it after `close()`.
    mutating func connected(_ connection: Connection, at now: ContinuousClock.Instant) -> Bool {
        guard case .disconnected = self.phase else { return false }
        self.phase = .connected(connection, since: now)
        return true
    }

    /// Notes that connecting failed or that the connection was lost.
    mutating func failed(at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator) {
        var lived = Duration.zero
        switch self.phase {
        case .closed: return
        case .connected(_, let since): lived = now - since
        case .disconnected: break
        }
        self.phase = .disconnected
        self.wait = self.backoff.failed(after: lived, using: &generator)
    }

    /// Gives the connection up for one to another place, which nothing is to be waited for; returns what is to be closed.
    mutating func leave() -> Connection? {
        self.wait = .zero
        self.backoff.reset()
        guard case .connected(let connection, _) = self.phase else { return nil }
        self.phase = .disconnected
        return connection
    }

    mutating func end() {
        self.isBusy = false
    }

    /// Ends for good; returns the connection that is to be closed.
    mutating func close() -> Connection? {
        defer { self.phase = .closed }
        guard case .connected(let connection, _) = self.phase else { return nil }
        return connection
    }
}
