import Foundation
import HTTPFetch
import Messages
import ServerSentEvents

/// Reads one run's events to their end, over as many connections as that takes: after a loss it goes on behind the last
/// event that it has seen, on whichever edge answers.
struct RunStream {
    /// Silence after which a connection counts as lost; the edge speaks every 15 s.
    private static let idle = Duration.seconds(60)
    private static let maximumEventBytes = 16 << 20

    private struct Connection {
        var bytes: FetchBody.AsyncIterator
        var parser = EventStreamParser(maximumEventBytes: RunStream.maximumEventBytes)
    }

    /// The run's id, once the edge has told it.
    private(set) var run: String?

    private let client: EdgeClient
    private let opening: EdgeRequest
    private let active: ActiveRun
    /// Told of losses and of what comes of them.
    private let tell: @Sendable (String) -> Void
    private var reconnection: Reconnection
    private var lastID: String?
    private var connection: Connection?
    private var lastConnected = ContinuousClock.now
    private var waiting: [ServerSentEvent] = []
    private var isLost = false
    private var isOver = false

    /// Begins a run with a request.
    init(
        beginning request: EdgeRequest,
        client: EdgeClient,
        retries: Int,
        active: ActiveRun,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.client = client
        // Sent twice, it still begins one run.
        self.opening = request.adding("Idempotency-Key", UUID().uuidString)
        self.active = active
        self.tell = tell
        self.reconnection = Reconnection(limit: retries)
    }

    /// Joins a run.
    ///
    /// - Parameter lastID: The event behind which it goes on; nil reads from the beginning.
    init(
        joining run: String,
        after lastID: String?,
        client: EdgeClient,
        retries: Int,
        active: ActiveRun,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.client = client
        self.opening = .get("runs", run, "stream")
        self.active = active
        self.tell = tell
        self.reconnection = Reconnection(limit: retries)
        self.lastID = lastID
    }

    /// The next event; nil behind the one that says so.
    ///
    /// - Throws: ``OperatorError`` where the stream cannot be had any more; `CancellationError`.
    mutating func next() async throws -> ServerSentEvent? {
        while !self.isOver {
            do {
                if let event = try self.take() { return event }
                try await self.receive()
            } catch let loss as StreamLoss {
                try await self.recover(from: loss)
            }
        }
        return nil
    }

    private mutating func take() throws -> ServerSentEvent? {
        guard !self.waiting.isEmpty else { return nil }
        let event = self.waiting.removeFirst()
        if let failure = Self.passing(event, isRenewable: self.client.access.isRenewable) {
            self.waiting = []
            throw StreamLoss(kind: .told, reason: failure)
        }
        self.lastID = event.id ?? self.lastID
        self.reconnection.progressed()
        guard event.data == StreamEvent.doneMark else { return event }
        self.isOver = true
        self.connection = nil
        return event
    }

    /// Why the edge broke a stream off whose run goes on; nil for all else.
    static func passing(_ event: ServerSentEvent, isRenewable: Bool) -> String? {
        guard event.event == "error", let fields = JSONValue.read(event.data),
            let name = fields["errorType"]?.string, let type = RunFailure.ErrorType(rawValue: name)
        else { return nil }
        // What an edge says itself stands at a place of the log, with a suffix; an end in the log has its own.
        let isEdgesOwn = event.id?.contains(".") ?? false
        switch type {
        case .serverShutdown: return fields["message"]?.string ?? name
        case .busUnavailable where isEdgesOwn: return fields["message"]?.string ?? name
        case .tokenExpired where isRenewable: return fields["message"]?.string ?? name
        default: return nil
        }
    }

    private mutating func receive() async throws {
        guard var connection = self.connection else { return try await self.connect() }
        do {
            guard let bytes = try await connection.bytes.next() else {
                throw StreamLoss(kind: .cut, reason: "the stream ended early")
            }
            try connection.parser.consume(bytes, into: &self.waiting)
            self.connection = connection
        } catch let error as FetchError {
            try Task.checkCancellation()
            throw StreamLoss(kind: .cut, reason: error.message)
        } catch let error as EventStreamError {
            throw OperatorError.refused("the stream cannot be read: \(error.message)")
        }
    }

    private mutating func connect() async throws {
        var request = self.run.map { EdgeRequest.get("runs", $0, "stream") } ?? self.opening
        if let lastID = self.lastID { request = request.adding("Last-Event-ID", lastID) }
        if self.run == nil { self.active.opening() }
        self.lastConnected = .now
        let response: FetchResponse
        do {
            response = try await self.client.open(request, accept: "text/event-stream", idle: Self.idle)
        } catch let error as FetchError {
            try Task.checkCancellation()
            throw Self.loss(error)
        }
        guard response.status == 200 else {
            let body = (try? await response.body.collect(upTo: 64 << 10)) ?? []
            let problem = EdgeAnswer(status: response.status, body: body).problem
            guard [429, 502, 503, 504].contains(response.status) else { throw problem }
            throw StreamLoss(kind: .busy, reason: problem.description)
        }
        self.run = response.headers["X-Run-ID"] ?? self.run
        if let run = self.run { self.active.began(run) }
        self.connection = Connection(bytes: response.body.makeAsyncIterator())
        self.reconnection.began()
        if self.isLost { self.tell("connected again") }
        self.isLost = false
    }

    private static func loss(_ error: FetchError) -> StreamLoss {
        switch error.code {
        case .resolveFailed, .connectFailed, .connectTimeout, .tlsFailed, .invalidRequest, .shutDown:
            StreamLoss(kind: .unreachable, reason: error.message)
        default: StreamLoss(kind: .cut, reason: error.message)
        }
    }

    private mutating func recover(from loss: StreamLoss) async throws {
        self.connection = nil
        try Task.checkCancellation()
        let lived = self.lastConnected.duration(to: .now)
        switch self.reconnection.lost(loss, after: lived, jitter: .random(in: 0.5...1)) {
        case .retry(let delay, let attempt):
            self.isLost = true
            self.tell(
                "lost the stream: \(loss.reason.harmless); trying again (\(attempt) of \(self.reconnection.limit))"
            )
            try await Task.sleep(for: delay)
        case .giveUp:
            guard let run = self.run else {
                let reason =
                    loss.kind == .busy ? loss.reason : "nothing answers at \(self.client.address): \(loss.reason)"
                throw OperatorError.unavailable(reason)
            }
            throw OperatorError.unavailable(
                "lost the stream: \(loss.reason.harmless); runs stream \(run.harmless) goes on with it"
            )
        }
    }
}
