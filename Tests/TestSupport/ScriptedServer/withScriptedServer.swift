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
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.backlog, value: 1024)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(
                    ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
                )
                try channel.pipeline.syncOperations.addHandler(ScriptedRequestHandler())
                return try NIOAsyncChannel<ScriptedRequest, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    let server = ScriptedServer(port: listener.channel.localAddress?.port ?? 0)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await listener.executeThenClose { channels in
                try await withThrowingDiscardingTaskGroup { connections in
                    for try await channel in channels {
                        connections.addTask { await serve(channel, of: server, script: script) }
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

/// Handles one connection's requests until it closes.
private func serve(
    _ requests: NIOAsyncChannel<ScriptedRequest, ByteBuffer>,
    of server: ScriptedServer,
    script: RequestScript
) async {
    let number = server.accepted()
    let connection = ScriptedConnection(number: number, channel: requests.channel)
    server.opened(connection)
    requests.channel.closeFuture.whenComplete { _ in server.closed(connection) }
    do {
        try await requests.executeThenClose { inbound, _ in
            for try await var request in inbound {
                request.connection = number
                server.received()
                try await script(request, connection)
            }
        }
    } catch {
        connection.abandon()
    }
}
