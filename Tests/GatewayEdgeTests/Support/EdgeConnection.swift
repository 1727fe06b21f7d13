import Glibc
import NIOCore
import NIOPosix

/// A client's connection to the edge, on which bytes are written as given.
final class EdgeConnection: Sendable {
    let channel: any Channel
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let received = ReceivedBytes()

    private init(channel: any Channel, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
        self.channel = channel
        self.outbound = outbound
    }

    /// Connects, runs an operation and closes.
    static func with<Result: Sendable>(
        port: Int,
        operation: @Sendable (EdgeConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let connection = EdgeConnection(channel: channel.channel, outbound: outbound)
            return try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    // A cut connection is an end like any other here.
                    do {
                        for try await part in inbound { connection.received.append(Array(part.readableBytesView)) }
                    } catch is IOError {}
                    connection.received.end()
                }
                defer { tasks.cancelAll() }
                return try await operation(connection)
            }
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        try await self.outbound.write(ByteBuffer(bytes: bytes))
    }

    func write(_ text: String) async throws {
        try await self.write(Array(text.utf8))
    }

    /// All bytes received up to the server's end of the connection.
    func readToEnd() async -> [UInt8] {
        await self.received.wait { _ in false }
    }

    /// The bytes received so far, once they meet a condition or the server has ended the connection.
    @discardableResult
    func read(until isMet: @escaping @Sendable ([UInt8]) -> Bool) async -> [UInt8] {
        await self.received.wait(until: isMet)
    }

    /// The bytes received so far, once they hold a text.
    @discardableResult
    func read(untilText text: String) async -> String {
        let bytes = await self.read { String(decoding: $0, as: UTF8.self).contains(text) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Cuts the connection, so that the edge gets a TCP reset.
    func reset() async throws {
        if let socket = self.channel as? any SocketOptionProvider {
            try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await self.channel.close()
    }

    /// Closes the connection.
    func close() async throws {
        try await self.channel.close()
    }
}
