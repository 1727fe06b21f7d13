import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Opens connections that are ready for use: connected, encrypted where asked, authenticated, on their database.
final class RedisConnector: Sendable {
    let configuration: RedisConfiguration
    private let group: any EventLoopGroup
    /// Made at first use, because reading the authorities takes milliseconds and may fail.
    private let tlsContext = Mutex<NIOSSLContext?>(nil)

    init(configuration: RedisConfiguration, group: any EventLoopGroup) {
        self.configuration = configuration
        self.group = group
    }

    /// Throws `unavailable`, `authenticationFailed` or `invalidConfiguration`; nothing of the attempt stays open then.
    func connect() async throws(RedisError) -> RedisConnection {
        let connection = try await self.open()
        let handshake = RedisHandshake(configuration: self.configuration)
        do {
            let replies = try await connection.send(handshake.commands, timeout: self.configuration.commandTimeout)
            try handshake.check(replies)
        } catch {
            connection.close()
            guard ![.authenticationFailed, .invalidConfiguration].contains(error.code) else { throw error }
            throw RedisError(.unavailable, "The handshake failed: \(error.message)", cause: error.cause)
        }
        return connection
    }

    private func open() async throws(RedisError) -> RedisConnection {
        let tls = try self.makeTLSContext()
        let configuration = self.configuration
        do {
            return try await self.bootstrap().connect(host: configuration.host, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: Self.serverName(configuration.host))
                        )
                    }
                    let intake = RedisCommandIntake(
                        maximumCommands: configuration.maximumPendingCommands,
                        maximumBytes: configuration.maximumPendingBytes
                    )
                    let ended = channel.eventLoop.makePromise(of: Void.self)
                    let handler = RedisCommandHandler(intake: intake, ended: ended)
                    do {
                        try channel.pipeline.syncOperations.addHandler(handler)
                    } catch {
                        ended.fail(error)
                        throw error
                    }
                    return RedisConnection(
                        channel: channel,
                        intake: intake,
                        handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                        ended: ended.futureResult
                    )
                }
            }
        } catch {
            throw RedisError(.unavailable, "Cannot connect to \(configuration)", cause: error)
        }
    }

    private func bootstrap() -> ClientBootstrap {
        let bootstrap = ClientBootstrap(group: self.group)
            .connectTimeout(TimeAmount(self.configuration.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
        #if canImport(Darwin)
            return bootstrap
        #else
            // A silent peer is noticed after 15 s + 3 × 5 s, on connections where nothing is in flight too.
            return
                bootstrap
                .channelOption(.tcpOption(.init(rawValue: CInt(TCP_KEEPIDLE))), value: 15)
                .channelOption(.tcpOption(.init(rawValue: CInt(TCP_KEEPINTVL))), value: 5)
                .channelOption(.tcpOption(.init(rawValue: CInt(TCP_KEEPCNT))), value: 3)
        #endif
    }

    private func makeTLSContext() throws(RedisError) -> NIOSSLContext? {
        guard let tls = self.configuration.tls else { return nil }
        do {
            return try self.tlsContext.withLock { context in
                if let context { return context }
                var settings = TLSConfiguration.makeClientConfiguration()
                if let file = tls.authorityFile {
                    settings.trustRoots = .file(file)
                }
                settings.minimumTLSVersion = .tlsv12
                settings.shutdownTimeout = .milliseconds(500)  // a server that hangs does not say goodbye either
                let made = try NIOSSLContext(configuration: settings)
                context = made
                return made
            }
        } catch {
            throw RedisError(.invalidConfiguration, "TLS cannot be set up", cause: error)
        }
    }

    /// The name for SNI, which takes no addresses (RFC 6066 section 3); an address is checked against the certificate's.
    private static func serverName(_ host: String) -> String? {
        (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }
}
