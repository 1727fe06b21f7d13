import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A link to a server of this machine that can be made slow, silent or broken while it is in use.
///
/// Whoever connects to its port talks to the server behind it; what goes wrong is the same in both directions.
package final class TCPProxy: Sendable {
    private struct State {
        var target: Int
        var delay = TimeAmount.zero
        var isStalled = false
        var listener: (any Channel)?
        var nextRelay = 0
        var relays: [Int: [any Channel]] = [:]
    }

    private let reservation: PortReservation
    private let state: Mutex<State>

    init(target: Int) throws {
        self.reservation = try PortReservation()
        self.state = Mutex(State(target: target))
    }

    /// Where clients connect.
    package var port: Int { self.reservation.port }

    /// The server's port; a change holds for new connections.
    package var target: Int {
        get { self.state.withLock(\.target) }
        set { self.state.withLock { $0.target = newValue } }
    }

    /// How many connections pass through now.
    package var connections: Int { self.state.withLock(\.relays.count) }

    /// Makes every byte that arrives from now on take so long, each way.
    package func delay(by delay: Duration) {
        self.state.withLock { $0.delay = TimeAmount(delay) }
    }

    /// Lets nothing through, though connections stay open and new ones are accepted.
    package func stall() {
        self.state.withLock { $0.isStalled = true }
    }

    /// Lets all through again, what was sent meanwhile first.
    package func flow() {
        let channels = self.state.withLock { state in
            state.isStalled = false
            return state.relays.values.joined()
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ProxyRelay.Wake()) }
    }

    /// Cuts every connection: both sides get a TCP reset, and what was under way is lost.
    package func cut() {
        for channel in self.state.withLock({ $0.relays.values.joined() }) { Self.reset(channel) }
    }

    /// Refuses new connections from now on; those that are open stay.
    package func refuse() async throws {
        let listener = self.state.withLock { state in
            defer { state.listener = nil }
            return state.listener
        }
        try await listener?.close()
    }

    /// Accepts connections (again).
    package func accept() async throws {
        guard self.state.withLock({ $0.listener == nil }) else { return }
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.socketOption(.init(rawValue: SO_REUSEPORT)), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let near = ProxyRelay(self) { near, client in self.connect(near, of: client) }
                    try channel.pipeline.syncOperations.addHandler(near)
                }
            }
            .bind(host: "127.0.0.1", port: self.port)
            .get()
        self.state.withLock { $0.listener = listener }
    }

    /// Ends the link for good.
    func end() async {
        try? await self.refuse()
        self.cut()
    }

    var conditions: (delay: TimeAmount, isStalled: Bool) {
        self.state.withLock { ($0.delay, $0.isStalled) }
    }

    /// Joins a new client to the server; runs on the client's event loop.
    private func connect(_ near: ProxyRelay, of client: any Channel) {
        let pair = NIOLoopBound((near: near, far: ProxyRelay(self)), eventLoop: client.eventLoop)
        let relay = self.state.withLock { state in
            state.nextRelay += 1
            state.relays[state.nextRelay] = [client]
            return state.nextRelay
        }
        client.closeFuture.whenComplete { _ in self.state.withLock { $0.relays[relay] = nil } }
        ClientBootstrap(group: client.eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: false)
            .channelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(pair.value.far)
                }
            }
            .connect(host: "127.0.0.1", port: self.target)
            .whenComplete { result in
                switch result {
                case .success(let server):
                    guard client.isActive else { return Self.reset(server) }
                    self.state.withLock { $0.relays[relay]?.append(server) }
                    pair.value.near.join(pair.value.far)
                case .failure:
                    Self.reset(client)
                }
            }
    }

    private static func reset(_ channel: any Channel) {
        guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }
}

/// Runs an operation with a link to each of some ports of this machine; they end with it.
package func withTCPProxies<Result: Sendable>(
    to targets: [Int],
    _ operation: ([TCPProxy]) async throws -> Result
) async throws -> Result {
    let proxies = try targets.map { try TCPProxy(target: $0) }
    let result: Swift.Result<Result, any Error>
    do {
        for proxy in proxies { try await proxy.accept() }
        result = .success(try await operation(proxies))
    } catch {
        result = .failure(error)
    }
    for proxy in proxies { await proxy.end() }
    return try result.get()
}
