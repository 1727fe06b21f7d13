/// Work for one service: an entry of its command stream.
package struct Command: Sendable, Equatable {
    /// The wire format's version; a worker buries what it does not know.
    package static let version = 1

    package var run: RunID
    /// Which body this is; a `CommandBody.kind`.
    package var kind: String
    package var caller: Caller
    /// The edge that waits for the answer.
    package var edge: ReplicaID
    /// When the work must have begun, Unix milliseconds.
    package var deadline: Int64
    /// The W3C trace context of the request, if it has one.
    package var traceparent: String?
    /// JSON of the kind's body.
    package var body: [UInt8]

    package init(
        run: RunID,
        kind: String,
        caller: Caller,
        edge: ReplicaID,
        deadline: Int64,
        traceparent: String? = nil,
        body: [UInt8]
    ) {
        self.run = run
        self.kind = kind
        self.caller = caller
        self.edge = edge
        self.deadline = deadline
        self.traceparent = traceparent
        self.body = body
    }

    /// The command that a body becomes.
    package init<Body: CommandBody>(
        _ body: Body,
        run: RunID,
        caller: Caller,
        edge: ReplicaID,
        deadline: Int64,
        traceparent: String?
    ) throws {
        self.init(
            run: run,
            kind: Body.kind,
            caller: caller,
            edge: edge,
            deadline: deadline,
            traceparent: traceparent,
            body: try body.encoded()
        )
    }
}
