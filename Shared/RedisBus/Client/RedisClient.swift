package import Logging
package import Metrics
package import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// One shared connection to the server, made again whenever it is lost, on which all callers pipeline; of a cluster one to
/// each master, and each command goes to the one that has its keys.
package final class RedisClient: Service, Sendable {
    private struct Shared {
        var state = RedisClientState<RedisConnection>()
        var watchers = GenerationWatchers()
    }

    let connector: RedisConnector
    private let cluster: RedisCluster?
    private let whenLost: (@Sendable () -> Void)?
    private let logger: Logger
    private let roundTrips: Timer
    private let shared = Mutex(Shared())

    package convenience init(
        configuration: RedisConfiguration,
        logger: Logger,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.init(
            configuration: configuration,
            logger: logger,
            eventLoopGroup: eventLoopGroup,
            metrics: metrics,
            whenLost: nil
        )
    }

    /// - Parameter whenLost: Hears of each loss of the connection.
    init(
        configuration: RedisConfiguration,
        logger: Logger,
        eventLoopGroup: any EventLoopGroup,
        metrics: any MetricsFactory,
        whenLost: (@Sendable () -> Void)?
    ) {
        self.connector = RedisConnector(configuration: configuration, group: eventLoopGroup)
        self.cluster =
            configuration.isCluster
            ? RedisCluster(configuration: configuration, logger: logger, group: eventLoopGroup, metrics: metrics) : nil
        self.whenLost = whenLost
        self.logger = logger
        self.roundTrips = Self.makeRoundTripTimer(metrics)
    }

    package var configuration: RedisConfiguration { self.connector.configuration }

    /// Keeps the shared connection until graceful shutdown, which waits for replies in flight, or cancellation.
    package func run() async throws {
        if let cluster = self.cluster { return await cluster.run() }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await self.stayConnected()
            } onGracefulShutdown: {
                self.shutDown()?.drain()
            }
        } onCancel: {
            self.shutDown()?.close()
        }
        self.shutDown()?.close()
    }

    /// Sends one command and returns its reply, which may be an error of the server.
    ///
    /// Cancelling the task does not take the command back: the call returns with the reply. Throws at once with
    /// `unavailable` while there is no connection.
    package func send(_ command: RedisCommand) async throws(RedisError) -> RedisValue {
        let replies = try await self.send([command])
        guard let reply = replies.first else { throw RedisError(.protocolViolation, "No reply") }
        return reply
    }

    /// Sends commands in one piece, with nothing of other callers between them, and returns their replies in order.
    ///
    /// In a cluster that holds for the commands of each slot, and for each transaction; `first` says how many must have
    /// been carried out before those behind them are sent, where their order counts though their slots differ.
    package func send(
        _ commands: [RedisCommand],
        generation expected: Int? = nil,
        settlingFirst first: Int = 0
    ) async throws(RedisError) -> [RedisValue] {
        if let obstacle = RedisCommand.obstacleToSharing(commands) {
            throw RedisError(.notShareable, "\(obstacle) does not belong on a shared connection")
        }
        if let cluster = self.cluster {
            guard 0 < first, first < commands.count else {
                return try await cluster.send(commands, generation: expected)
            }
            let replies = try await cluster.send(Array(commands[..<first]), generation: expected)
            return try await replies + cluster.sendRest(Array(commands[first...]), generation: expected)
        }
        let connection = try self.currentConnection(generation: expected)
        let began = ContinuousClock.now
        do throws(RedisError) {
            let replies = try await connection.send(commands, timeout: self.configuration.commandTimeout)
            self.roundTrips.record(duration: .now - began)
            return replies
        } catch {
            if error.code == .timedOut { self.roundTrips.record(duration: .now - began) }
            throw error
        }
    }

    /// Runs a script by its digest, or whole if the server does not know it (yet, or after a restart).
    package func evaluate(
        _ script: RedisScript,
        keys: [RedisArgument],
        arguments: [RedisArgument]
    ) async throws(RedisError) -> RedisValue {
        let rest = [RedisArgument(keys.count)] + keys + arguments
        let whole = RedisCommand("EVAL", [RedisArgument(script.source)] + rest)
        guard let sha1 = script.sha1 else {
            let replies = try await self.send([
                RedisCommand("SCRIPT", "LOAD", RedisArgument(script.source)), whole,
            ])
            if let sha1 = replies.first?.string {
                script.learn(sha1: sha1)
            }
            guard let reply = replies.last else { throw RedisError(.protocolViolation, "No reply") }
            return reply
        }
        let reply = try await self.send(RedisCommand("EVALSHA", [RedisArgument(sha1)] + rest))
        guard reply.error?.prefix == "NOSCRIPT" else { return reply }
        return try await self.send(whole)
    }

    /// Grows by one with each connection made; zero before the first.
    package var generation: Int {
        self.cluster?.generation ?? self.shared.withLock { $0.state.generation }
    }

    /// Whether there is a connection now.
    var isConnected: Bool {
        self.shared.withLock { $0.state.isReady }
    }

    /// Ends the client once what is in flight is answered.
    func end() {
        self.shutDown()?.drain()
    }

    /// Yields the generation at each new connection, and at once if there is one; a slow reader sees the newest only.
    package func generations() -> AsyncStream<Int> {
        self.watchGenerations()
    }

    /// Returns once there is a connection; throws `CancellationError`, or `shutDown` after the client's end.
    package func waitUntilConnected() async throws {
        for await _ in self.watchGenerations() {
            return
        }
        try Task.checkCancellation()
        throw RedisError(.shutDown, "The client has ended")
    }

    /// Makes a connection of its own, for one blocking read at a time; it connects when first used.
    package func makeDedicatedConnection() -> RedisDedicatedConnection {
        RedisDedicatedConnection(connector: self.connector, cluster: self.cluster, logger: self.logger)
    }

    /// Listens to channels on a connection of its own, from the first `next` until the iterator is gone.
    package func subscribe(to channels: [String]) -> RedisSubscription {
        self.subscribe(to: channels, kind: .names)
    }

    /// Listens to every channel whose name matches a glob pattern, as ``subscribe(to:)`` does.
    package func subscribe(matching pattern: String) -> RedisSubscription {
        self.subscribe(to: [pattern], kind: .patterns)
    }

    /// Whether every master of a cluster answers now; nil where this is none.
    func isClusterAnswering() async -> Bool? {
        await self.cluster?.isAnswering()
    }

    private func subscribe(to channels: [String], kind: RedisSubscription.Kind) -> RedisSubscription {
        let (connector, cluster) = (self.connector, self.cluster)
        return RedisSubscription(
            channels: channels,
            kind: kind,
            configuration: self.configuration,
            logger: self.logger,
            connect: { () async throws(RedisError) in
                // What is published at one node of a cluster is heard at all.
                if let cluster { return try await cluster.connectToAnyone() }
                return try await connector.connect()
            }
        )
    }

    private func currentConnection(generation expected: Int?) throws(RedisError) -> RedisConnection {
        let state = self.shared.withLock { $0.state }
        if let expected, expected != state.generation {
            throw RedisError(.otherGeneration, "The connection is of generation \(state.generation)")
        }
        return try state.connection()
    }

    private func watchGenerations() -> AsyncStream<Int> {
        if let cluster = self.cluster { return cluster.watchGenerations() }
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let (id, isShutDown) = self.shared.withLock { shared in
            // Under the lock, so that each connection is told once: here or when it is taken into use.
            if shared.state.isReady {
                continuation.yield(shared.state.generation)
            }
            return (shared.watchers.add(continuation), shared.state.isShutDown)
        }
        continuation.onTermination = { [weak self] _ in
            self?.shared.withLock { $0.watchers.remove(id) }
        }
        if isShutDown {
            continuation.finish()
        }
        return stream
    }

    private func shutDown() -> RedisConnection? {
        let (connection, watchers) = self.shared.withLock { ($0.state.shutDown(), $0.watchers.all) }
        for continuation in watchers {
            continuation.finish()
        }
        return connection
    }

    private var isShutDown: Bool {
        self.shared.withLock { $0.state.isShutDown }
    }

    private func stayConnected() async {
        var backoff = ReconnectBackoff(configuration: self.configuration)
        var generator = SystemRandomNumberGenerator()
        while !self.isShutDown {
            let began = ContinuousClock.now
            var lived = Duration.zero
            do throws(RedisError) {
                let connection = try await self.connector.connect()
                await self.use(connection)
                lived = ContinuousClock.now - began
            } catch {
                Self.log(error, failures: backoff.failures, at: self.configuration, logger: self.logger)
            }
            let delay = backoff.failed(after: lived, using: &generator)
            // Ends early, without a word, at cancellation and at graceful shutdown.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
        }
    }

    /// Hands the connection to callers until it ends.
    private func use(_ connection: RedisConnection) async {
        let (isTaken, generation, watchers) = self.shared.withLock { shared in
            (shared.state.connected(connection), shared.state.generation, shared.watchers.all)
        }
        guard isTaken else { return connection.close() }
        for continuation in watchers {
            continuation.yield(generation)
        }
        self.logger.info(
            "Connected to Redis",
            metadata: ["address": "\(self.configuration)", "generation": "\(generation)"]
        )
        await connection.waitForEnd()
        self.shared.withLock { $0.state.disconnected() }
        self.whenLost?()
        if !self.isShutDown {
            self.logger.warning("Lost the connection to Redis", metadata: ["address": "\(self.configuration)"])
        }
    }

    /// Failures in a row are told rarer and rarer: the 1st, 2nd, 4th, 8th.
    static func log(_ error: RedisError, failures: Int, at address: RedisConfiguration, logger: Logger) {
        let isTold = (failures + 1) & failures == 0
        let metadata: Logger.Metadata = [
            "address": "\(address)", "attempt": "\(failures + 1)", "error": "\(error)",
        ]
        switch error.code {
        case .authenticationFailed:
            logger.log(level: isTold ? .error : .debug, "Redis refuses user or password", metadata: metadata)
        case .invalidConfiguration:
            logger.log(level: isTold ? .error : .debug, "Redis cannot be used as configured", metadata: metadata)
        default:
            logger.log(level: isTold ? .warning : .debug, "Cannot connect to Redis", metadata: metadata)
        }
    }
}
