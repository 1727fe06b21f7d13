import NIOCore
import NIOHTTP1
import NIOPosix

extension DWPBackend {
    /// Serves on an address of this machine until cancelled; while the backend is down, the port refuses.
    ///
    /// - Parameter port: 0 takes a free one, which stays the same through every outage.
    package func run(host: String = "127.0.0.1", port: Int = 0) async throws {
        var port = port
        while !Task.isCancelled {
            guard !self.isDown else {
                try await Task.sleep(for: .milliseconds(2))
                continue
            }
            let listener = try await Self.bind(host, port)
            port = listener.channel.localAddress?.port ?? 0
            self.listens(on: port)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await self.accept(on: listener) }
                tasks.addTask {
                    while !self.isDown { try await Task.sleep(for: .milliseconds(2)) }
                }
                try await tasks.next()
                tasks.cancelAll()
                while let result = await tasks.nextResult() {
                    if case .failure(let error) = result, !(error is CancellationError) { throw error }
                }
            }
        }
    }

    /// Refuses all connections while the operation runs.
    package func whileDown<Result>(_ operation: () async throws -> Result) async throws -> Result {
        self.goDown()
        defer { self.comeBack() }
        return try await operation()
    }

    private typealias Connection = (ScriptedConnection, AsyncStream<ScriptedRequest>)

    private static func bind(_ host: String, _ port: Int) async throws -> NIOAsyncChannel<Connection, Never> {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.prepare(channel) }
            }
    }

    /// Prepares a new connection; runs on its event loop before its first byte is read.
    private static func prepare(_ channel: any Channel) throws -> Connection {
        let connection = ScriptedConnection(number: 0, channel: channel)
        let (requests, continuation) = AsyncStream.makeStream(of: ScriptedRequest.self)
        try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
            ScriptedRequestHandler(connection: connection.number, requests: continuation),
        ])
        return (connection, requests)
    }

    private func accept(on listener: NIOAsyncChannel<Connection, Never>) async throws {
        try await listener.executeThenClose { accepted in
            await withDiscardingTaskGroup { connections in
                do {
                    for try await (connection, requests) in accepted {
                        connections.addTask {
                            await withTaskCancellationHandler {
                                do {
                                    for await request in requests { try await self.serve(request, on: connection) }
                                } catch {}  // the caller hung up, or the backend went down
                                connection.abandon()
                            } onCancel: {
                                connection.abandon()
                            }
                        }
                    }
                } catch {}
                listener.channel.close(promise: nil)
                connections.cancelAll()
            }
        }
    }
}

/// Runs an operation beside a stand-in for the DWP backend, and ends it after.
package func withDWPBackend<Result: Sendable>(
    _ backend: DWPBackend = DWPBackend(),
    _ operation: (DWPBackend) async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await backend.run() }
        defer { tasks.cancelAll() }
        try await eventually("the backend's port") { backend.port != 0 }
        return try await operation(backend)
    }
}
