import NIOCore
import NIOHTTP1
import NIOPosix

/// What a scripted server does with one request; the connection stays open when it returns.
package typealias RequestScript = @Sendable (ScriptedRequest, ScriptedConnection) async throws -> Void

/// Runs an operation beside a scripted server on a free port of 127.0.0.1, and ends the server after it.
///
/// Requests of one connection are handled one after another, connections beside each other. A script that
/// throws closes its connection.
package func withScriptedServer<Result: Sendable>(
    _ script: @escaping RequestScript,
    operation: @Sendable (ScriptedServer) async throws -> Result
) async throws -> Result {
    _ = decoderType
    let server = ScriptedServer()
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.backlog, value: 1024)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture { try accept(channel, by: server) }
        }
    server.listens(on: listener.channel.localAddress?.port ?? 0)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await listener.executeThenClose { accepted in
                try await withThrowingDiscardingTaskGroup { connections in
                    for try await (connection, requests) in accepted {
                        connections.addTask { await serve(requests, on: connection, server, script) }
                    }
                }
            }
        }
        defer {
            group.cancelAll()
            listener.channel.close(promise: nil)
            server.end()
        }
        return try await operation(server)
    }
}

/// The request decoder's type, made known to the runtime before several event loops ask for it at once.
///
/// Swift 6.3.1 was seen to crash in `swift_checkMetadataState` when they did.
private let decoderType: Any.Type = ByteToMessageHandler<HTTPRequestDecoder>.self

/// Prepares a new connection; runs on its event loop before its first byte is read.
private func accept(
    _ channel: any Channel,
    by server: ScriptedServer
) throws -> (ScriptedConnection, AsyncStream<ScriptedRequest>) {
    let connection = server.accepted(channel)
    let (requests, continuation) = AsyncStream.makeStream(of: ScriptedRequest.self)
    try channel.pipeline.syncOperations.addHandlers([
        ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
        ScriptedRequestHandler(connection: connection.number, requests: continuation),
    ])
    return (connection, requests)
}

/// Handles one connection's requests until it closes.
private func serve(
    _ requests: AsyncStream<ScriptedRequest>,
    on connection: ScriptedConnection,
    _ server: ScriptedServer,
    _ script: RequestScript
) async {
    do {
        for await request in requests {
            server.received()
            try await script(request, connection)
        }
    } catch {
        connection.abandon()
    }
}
