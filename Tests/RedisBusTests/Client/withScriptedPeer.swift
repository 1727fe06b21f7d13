import NIOCore
import NIOPosix

/// A peer that answers each chunk of bytes with a text of the test's choice, when the test chooses.
func withScriptedPeer(
    answer: @escaping @Sendable (String, any EventLoop) -> EventLoopFuture<String>,
    _ body: (Int) async throws -> Void
) async throws {
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(ScriptedPeer(answer: answer))
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    do {
        try await body(server.localAddress?.port ?? 0)
        try await server.close()
    } catch {
        try await server.close()
        throw error
    }
}

private final class ScriptedPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable (String, any EventLoop) -> EventLoopFuture<String>

    init(answer: @escaping @Sendable (String, any EventLoop) -> EventLoopFuture<String>) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = context.channel
        self.answer(String(buffer: self.unwrapInboundIn(data)), context.eventLoop).whenSuccess { text in
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }
    }
}
