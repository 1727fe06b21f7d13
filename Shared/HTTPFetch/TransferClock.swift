/// Which of a transfer's timeouts runs, and until when.
struct TransferClock {
    typealias Instant = ContinuousClock.Instant

    private enum Phase {
        case connecting(until: Instant)
        case awaitingHead(until: Instant)
        case streaming(until: Instant)
        case heldBack
    }

    private let timeouts: FetchTimeouts
    private let totalEnd: Instant?
    private var phase: Phase

    init(_ timeouts: FetchTimeouts, startedAt now: Instant) {
        self.timeouts = timeouts
        self.totalEnd = timeouts.total.map { now + $0 }
        self.phase = .connecting(until: now + timeouts.connect)
    }

    /// Whether the request is still to be sent.
    var isConnecting: Bool {
        if case .connecting = self.phase { true } else { false }
    }

    /// The request is about to be sent.
    mutating func connected(at now: Instant) {
        self.phase = .awaitingHead(until: now + self.timeouts.firstByte)
    }

    /// The head, or bytes of the body, arrived.
    mutating func received(at now: Instant) {
        self.phase = .streaming(until: now + self.timeouts.idle)
    }

    /// The reader is behind: silence is our own doing now.
    mutating func heldBack() {
        self.phase = .heldBack
    }

    /// The sender may go on.
    mutating func resumed(at now: Instant) {
        self.phase = .streaming(until: now + self.timeouts.idle)
    }

    /// When to ask again; nil while nothing runs.
    var next: Instant? {
        switch self.phase {
        case .connecting(let end), .awaitingHead(let end), .streaming(let end):
            self.totalEnd.map { min($0, end) } ?? end
        case .heldBack:
            self.totalEnd
        }
    }

    /// Tells which timeout has passed, if any.
    func expired(at now: Instant) -> FetchError? {
        if let totalEnd = self.totalEnd, totalEnd <= now {
            return FetchError(code: .totalTimeout, message: "the transfer took too long")
        }
        switch self.phase {
        case .connecting(let end) where end <= now:
            return FetchError(code: .connectTimeout, message: "no connection in time")
        case .awaitingHead(let end) where end <= now:
            return FetchError(code: .firstByteTimeout, message: "no response in time")
        case .streaming(let end) where end <= now:
            return FetchError(code: .idleTimeout, message: "the response fell silent")
        case .connecting, .awaitingHead, .streaming, .heldBack:
            return nil
        }
    }
}
