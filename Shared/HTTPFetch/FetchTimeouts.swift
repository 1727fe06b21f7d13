/// How long each part of a fetch may take.
package struct FetchTimeouts: Sendable, Equatable {
    /// From the start to a connection that can carry the request; waiting for a free one, DNS and TLS count.
    package var connect: Duration
    /// From then to the end of the response's head; sending the request's body counts.
    package var firstByte: Duration
    /// Between two arrivals of the body's bytes; time in which the reader holds the sender back does not count.
    package var idle: Duration
    /// The whole fetch with its body; nil sets no such limit.
    package var total: Duration?

    package init(
        connect: Duration = .seconds(10),
        firstByte: Duration = .seconds(60),
        idle: Duration = .seconds(60),
        total: Duration? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.total = total
    }
}
