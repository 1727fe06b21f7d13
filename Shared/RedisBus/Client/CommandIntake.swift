/// What callers have handed to one connection: what is not yet written, and how much is not yet answered.
struct CommandIntake<Submission> {
    enum Admission {
        /// Taken in; the caller wakes the connection's event loop.
        case wake
        /// Taken in; the event loop has been woken and will find it.
        case join
        case refuse(RedisError)
    }

    private enum Phase {
        case open
        case draining
        case closed(reason: RedisError)
    }

    let maximumCommands: Int
    let maximumBytes: Int
    private var phase = Phase.open
    private var unwritten: [Submission] = []
    private var commands = 0
    private var bytes = 0

    init(maximumCommands: Int, maximumBytes: Int) {
        self.maximumCommands = maximumCommands
        self.maximumBytes = maximumBytes
    }

    var isOpen: Bool {
        guard case .open = self.phase else { return false }
        return true
    }

    /// Takes a submission in, or says why not; a refused one was not sent.
    mutating func admit(_ submission: Submission, commands: Int, bytes: Int) -> Admission {
        switch self.phase {
        case .open: break
        case .draining: return .refuse(RedisError(.shutDown, "The connection is ending"))
        case .closed(let reason): return .refuse(RedisError(.unavailable, "The connection has ended", cause: reason))
        }
        guard self.commands + commands <= self.maximumCommands, self.bytes + bytes <= self.maximumBytes else {
            return .refuse(RedisError(.overloaded, "Too many commands wait for replies"))
        }
        self.commands += commands
        self.bytes += bytes
        self.unwritten.append(submission)
        return self.unwritten.count == 1 ? .wake : .join
    }

    /// Hands out all that is to be written now, in order.
    mutating func takeUnwritten() -> [Submission] {
        defer { self.unwritten = [] }
        return self.unwritten
    }

    /// Makes room again for what has been answered.
    mutating func answered(commands: Int, bytes: Int) {
        self.commands -= commands
        self.bytes -= bytes
    }

    /// Takes nothing in from now on; what was taken in is still carried out.
    mutating func drain() {
        guard self.isOpen else { return }
        self.phase = .draining
    }

    /// Takes nothing in from now on, and hands out what was never written.
    mutating func close(reason: RedisError) -> [Submission] {
        self.phase = .closed(reason: reason)
        return self.takeUnwritten()
    }
}
