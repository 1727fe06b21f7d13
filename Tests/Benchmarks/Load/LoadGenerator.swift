import NIOCore
import NIOHTTP1
import NIOPosix

/// Opens streams from one thread and reads them all. It talks to this machine only.
struct LoadGenerator: Sendable {
    /// The process's one thread of loads.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// How many streams one load may have.
    static let streamLimit = 20_000

    /// Opens a stream for each order, one after another.
    ///
    /// - Parameters:
    ///   - waiting: How many may be without their first token before the next one is opened; nil for any number.
    ///   - patience: How long the opening may take before the load is given up.
    func open(
        _ orders: [StreamOrder],
        at target: LoadTarget,
        waiting: Int? = nil,
        patience: Duration = .seconds(60)
    ) async throws -> OpenLoad {
        precondition(orders.count <= Self.streamLimit, "a load is bounded")
        let load = OpenLoad()
        let end = ContinuousClock.now + patience
        do {
            for (number, order) in orders.enumerated() {
                while let waiting, load.opened - max(load.begun, load.ended) >= waiting {
                    guard ContinuousClock.now < end else { throw LoadError(message: "streams do not begin") }
                    try await Task.sleep(for: .milliseconds(1))
                }
                try await self.open(order, number, at: target, for: load)
            }
            return load
        } catch {
            load.close()
            throw error
        }
    }

    private func open(_ order: StreamOrder, _ number: Int, at target: LoadTarget, for load: OpenLoad) async throws {
        let loop = Self.group.next()
        let promise = loop.makePromise(of: StreamOutcome.self)
        let body = ByteBuffer(string: target.body(order))
        var headers = HTTPHeaders(target.headers(number))
        headers.add(name: "Host", value: "127.0.0.1:\(target.port)")
        headers.add(name: "Accept", value: "text/event-stream")
        headers.add(name: "Content-Length", value: "\(body.readableBytes)")
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: target.path, headers: headers)
        let counters = load.counters
        do {
            let channel = try await ClientBootstrap(group: loop)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connectTimeout(.seconds(10))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(
                            LoadHandler(order, counters: counters, promise: promise)
                        )
                    }
                }
                .connect(host: "127.0.0.1", port: target.port).get()
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.handler(type: LoadHandler.self).send(head, body, on: channel)
            }.get()
            load.add(channel, promise.futureResult)
        } catch {
            // The handler's removal may have told the outcome already; a second one changes nothing.
            promise.succeed(StreamOutcome())
            throw LoadError(message: "port \(target.port): \(error)")
        }
    }
}

/// Why there is no load.
struct LoadError: Error, CustomStringConvertible {
    var message: String

    var description: String { "the load failed: \(self.message)" }
}
