import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves the paced upstream on 127.0.0.1, from one thread.
struct UpstreamServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    /// Listens from now on.
    ///
    /// - Parameter port: 0 takes a free one.
    init(port: Int) async throws {
        self.group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.channel = try await ServerBootstrap(group: self.group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
                        UpstreamHandler(),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    var port: Int { self.channel.localAddress?.port ?? 0 }

    /// Returns when it no longer listens.
    func waitForEnd() async throws {
        try await self.channel.closeFuture.get()
    }

    /// Ends it with all its connections.
    func end() async {
        try? await self.group.shutdownGracefully()
    }
}
