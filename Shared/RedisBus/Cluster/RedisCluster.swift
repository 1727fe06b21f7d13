import Logging
import Metrics
import NIOCore
import ServiceLifecycle
import Synchronization

/// A client of a whole cluster: a client of each master, and the map that says whose each slot is.
final class RedisCluster: Sendable {
    /// A share of one call: what goes to one node in one piece.
    struct Part: Sendable {
        let address: RedisNodeAddress
        let node: RedisClient
        let generation: Int?
        var units: [Int]
        var commands: [RedisCommand]
        var counts: [Int]
    }

    /// The least time between two looks at the cluster.
    private static let lookInterval = Duration.milliseconds(100)
    /// How often the cluster is looked at while all is well.
    private static let idleInterval = Duration.seconds(30)
    /// Nodes that are asked at each look.
    private static let asked = 5

    let configuration: RedisConfiguration
    let logger: Logger
    private let group: any EventLoopGroup
    private let state: Mutex<RedisClusterState<RedisClient>>
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    private let arrivals: AsyncStream<RedisClient>
    private let arrival: AsyncStream<RedisClient>.Continuation

    init(
        configuration: RedisConfiguration,
        logger: Logger,
        group: any EventLoopGroup,
        metrics: any MetricsFactory
    ) {
        self.configuration = configuration
        self.logger = logger
        self.group = group
        let (wishes, wish) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        (self.wishes, self.wish) = (wishes, wish)
        (self.arrivals, self.arrival) = AsyncStream.makeStream()
        self.state = Mutex(
            RedisClusterState(
                make: { address in
                    RedisClient(
                        configuration: configuration.of(node: address),
                        logger: logger,
                        eventLoopGroup: group,
                        metrics: metrics,
                        whenLost: { wish.yield() }
                    )
                },
                connections: { $0.generation },
                isConnected: { $0.isConnected }
            )
        )
    }

    // MARK: - Staying connected

    /// Keeps the map and the connections until graceful shutdown, which waits for replies in flight, or cancellation.
    func run() async {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { await self.watch() }
                    tasks.addTask { await self.wishNowAndThen() }
                    for await node in self.arrivals {
                        tasks.addTask { await self.stayConnected(to: node) }
                    }
                }
            } onGracefulShutdown: {
                self.shutDown()
            }
        } onCancel: {
            self.shutDown()
        }
        self.shutDown()
    }

    /// Looks at the cluster whenever somebody wishes, and on until every slot's owner is connected.
    private func watch() async {
        var backoff = ReconnectBackoff(configuration: self.configuration)
        var generator = SystemRandomNumberGenerator()
        self.wish.yield()
        for await _ in self.wishes {
            let delay: Duration
            do throws(RedisError) {
                try await self.look()
                backoff.reset()
                delay = Self.lookInterval
            } catch {
                RedisClient.log(error, failures: backoff.failures, at: self.configuration, logger: self.logger)
                delay = backoff.failed(after: .zero, using: &generator)
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
            if !self.isWhole { self.wish.yield() }
        }
    }

    private func wishNowAndThen() async {
        while !self.isShutDown, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.idleInterval) }
            self.wish.yield()
        }
    }

    /// Asks nodes what they know, and believes the one that knows the latest.
    private func look() async throws(RedisError) {
        let connected = self.state.withLock { Array($0.nodes) }.filter { $0.value.isConnected }.shuffled()
        var views = await withTaskGroup(of: RedisClusterView?.self) { tasks in
            for (address, node) in connected.prefix(Self.asked) {
                tasks.addTask {
                    try? await Self.view(of: address) { () async throws(RedisError) in
                        try await node.send(RedisClusterView.question)
                    }
                }
            }
            return await tasks.reduce(into: [RedisClusterView]()) { if let view = $1 { $0.append(view) } }
        }
        if RedisClusterView.best(of: views)?.map.isComplete != true {
            // Those who were asked may have left the cluster.
            do throws(RedisError) {
                views.append(try await self.viewOfAnyone(but: Set(connected.map(\.key))))
            } catch {
                if views.isEmpty { throw error }
            }
        }
        // A node without a cluster knows of no master; what was known before is better.
        guard let best = RedisClusterView.best(of: views), !best.map.masters.isEmpty else { return }
        self.act(on: self.state.withLock { $0.apply(best.map, now: .now) })
    }

    /// Asks the known nodes and those that were named at first, one after the other, on connections of their own.
    private func viewOfAnyone(but asked: Set<RedisNodeAddress>) async throws(RedisError) -> RedisClusterView {
        let known = self.state.withLock { Array($0.nodes.keys) }.shuffled()
        var failure = RedisError(.unavailable, "No node of the cluster is known")
        for address in known + self.configuration.seeds where !asked.contains(address) && !self.isShutDown {
            do throws(RedisError) {
                let connection = try await self.makeConnector(to: address).connect()
                defer { connection.close() }
                return try await Self.view(of: address) { () async throws(RedisError) in
                    try await connection.send(RedisClusterView.question, timeout: self.configuration.commandTimeout)
                }
            } catch {
                // What an operator must mend counts for more than a node that is just away.
                if failure.code == .unavailable { failure = error }
            }
        }
        throw failure
    }

    private static func view(
        of address: RedisNodeAddress,
        _ ask: () async throws(RedisError) -> [RedisValue]
    ) async throws(RedisError) -> RedisClusterView {
        try RedisClusterView(try await ask(), answeredBy: address.host)
    }

    private func act(on change: RedisClusterState<RedisClient>.Change) {
        for node in change.joined { self.arrival.yield(node) }
        for node in change.left { node.end() }
        self.tellWatchers()
    }

    private func stayConnected(to node: RedisClient) async {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try? await node.run() }
            for await _ in node.generations() { self.tellWatchers() }
        }
    }

    private func shutDown() {
        let (nodes, watchers) = self.state.withLock { ($0.shutDown(), $0.watchers.all) }
        self.wish.finish()
        self.arrival.finish()
        for node in nodes { node.end() }
        for watcher in watchers { watcher.finish() }
    }

    private var isShutDown: Bool { self.state.withLock { $0.isShutDown } }

    /// Whether every slot has an owner that is connected.
    private var isWhole: Bool { self.state.withLock { $0.isWhole } }

    // MARK: - Generations

    var generation: Int { self.state.withLock { $0.generation } }

    func watchGenerations() -> AsyncStream<Int> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let (id, isShutDown) = self.state.withLock { state in
            // Under the lock, so that each generation is told once: here or when it begins.
            if state.isWhole { continuation.yield(state.generation) }
            return (state.watchers.add(continuation), state.isShutDown)
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.watchers.remove(id) }
        }
        if isShutDown { continuation.finish() }
        return stream
    }

    private func tellWatchers() {
        let (watchers, news) = self.state.withLock { ($0.watchers.all, $0.takeNews()) }
        guard let news else { return }
        for watcher in watchers { watcher.yield(news) }
    }

    // MARK: - Commands

    /// Sends each command to the owner of its keys; see ``RedisClient/send(_:generation:settlingFirst:)``.
    func send(_ commands: [RedisCommand], generation expected: Int?) async throws(RedisError) -> [RedisValue] {
        var pipeline = RedisPipeline(commands)
        var patience = RedisRedirectPatience(deadline: .now + self.configuration.commandTimeout)
        var isFirst = true
        while true {
            let (parts, missing) = try self.parts(of: pipeline, generation: expected)
            if isFirst, let missing { throw missing }
            var mustWait = missing != nil
            var failures: [(part: Part, error: RedisError)] = []
            for (part, result) in await Self.carryOut(parts) {
                switch result {
                case .success(let replies):
                    if self.take(replies, of: part, into: &pipeline) { mustWait = true }
                case .failure(let error):
                    failures.append((part, error))
                }
            }
            // What may have been carried out counts for more than what surely was not.
            failures.sort { $0.error.code != .unavailable && $1.error.code == .unavailable }
            for (part, error) in failures {
                self.wish.yield()
                guard !isFirst, error.code == .unavailable else { throw Self.failure(error, of: pipeline) }
                // The node that a redirection named is not connected yet.
                for unit in part.units { pipeline.notSent(unit) }
                mustWait = true
            }
            guard !pipeline.open.isEmpty else { return pipeline.replies }
            isFirst = false
            switch patience.next(mustWait: mustWait, now: .now) {
            case .follow: continue
            case .wait(let duration) where !Task.isCancelled: try? await Task.sleep(for: duration)
            case .wait, .giveUp:
                guard !pipeline.isLost else {
                    let error = RedisError(.unavailable, "The Redis cluster does not settle who serves a key")
                    throw Self.failure(error, of: pipeline)
                }
                return pipeline.replies
            }
        }
    }

    /// Sends the commands that were held back until those before them were carried out.
    func sendRest(_ commands: [RedisCommand], generation expected: Int?) async throws(RedisError) -> [RedisValue] {
        do throws(RedisError) {
            return try await self.send(commands, generation: expected)
        } catch {
            guard [.unavailable, .overloaded].contains(error.code) else { throw error }
            throw RedisError(.connectionLost, "Only the first of the commands were carried out", cause: error)
        }
    }

    /// Asks every master; true where all answer.
    func isAnswering() async -> Bool {
        let masters = self.state.withLock { state in
            state.isWhole ? state.map.masters.compactMap { state.nodes[$0] } : []
        }
        guard !masters.isEmpty else { return false }
        return await withTaskGroup(of: Bool.self) { tasks in
            for master in masters {
                tasks.addTask { (try? await master.send(RedisCommand("PING")))?.string == "PONG" }
            }
            return await tasks.reduce(true) { $0 && $1 }
        }
    }

    /// Sorts what is still to be done by node, in the order of the commands; with why some cannot be sent now.
    private func parts(
        of pipeline: RedisPipeline,
        generation expected: Int?
    ) throws(RedisError) -> (parts: [Part], missing: RedisError?) {
        let (nodes, map, anyone, isShutDown) = self.state.withLock {
            ($0.nodes, $0.map, $0.connectedMasters.first, $0.isShutDown)
        }
        guard !isShutDown else { throw RedisError(.shutDown, "The client has ended") }
        var parts: [Part] = []
        var places: [RedisNodeAddress: Int] = [:]
        var missing: RedisError?
        for (unit, target) in pipeline.open {
            let address: RedisNodeAddress? =
                switch target {
                case .owner(let slot?): map.owner(of: slot)
                case .owner(nil): anyone
                case .asking(let address): address
                }
            guard let address, let node = nodes[address] else {
                self.wish.yield()
                missing = RedisError(.unavailable, "No node of the Redis cluster serves a key")
                continue
            }
            let place = places[address] ?? parts.count
            if place == parts.count {
                places[address] = place
                // Taken with the sum below, so that a connection made meanwhile is noticed here or by the node.
                let generation = expected.map { _ in node.generation }
                parts.append(
                    Part(address: address, node: node, generation: generation, units: [], commands: [], counts: [])
                )
            }
            let commands = pipeline.commands(of: unit)
            parts[place].units.append(unit)
            parts[place].commands += commands
            parts[place].counts.append(commands.count)
        }
        if let expected, case let generation = self.generation, generation != expected {
            throw RedisError(.otherGeneration, "The cluster is of generation \(generation)")
        }
        return (parts, missing)
    }

    private static func carryOut(_ parts: [Part]) async -> [(Part, Result<[RedisValue], RedisError>)] {
        guard parts.count > 1 else {
            guard let part = parts.first else { return [] }
            return [(part, await Self.carryOut(part))]
        }
        return await withTaskGroup(of: (Part, Result<[RedisValue], RedisError>).self) { tasks in
            for part in parts { tasks.addTask { (part, await Self.carryOut(part)) } }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
    }

    private static func carryOut(_ part: Part) async -> Result<[RedisValue], RedisError> {
        do throws(RedisError) {
            let replies = try await part.node.send(part.commands, generation: part.generation)
            guard replies.count == part.commands.count else {
                throw RedisError(.protocolViolation, "Replies are missing")
            }
            return .success(replies)
        } catch {
            return .failure(error)
        }
    }

    /// Returns whether some unit must wait.
    private func take(_ replies: [RedisValue], of part: Part, into pipeline: inout RedisPipeline) -> Bool {
        var replies = replies[...]
        var mustWait = false
        for (unit, count) in zip(part.units, part.counts) {
            let own = Array(replies.prefix(count))
            replies = replies.dropFirst(count)
            guard let redirect = pipeline.received(own, for: unit, from: part.address.host) else { continue }
            self.follow(redirect)
            if case .tryAgain = redirect { mustWait = true }
        }
        return mustWait
    }

    /// What a call fails with: nothing was sent, or nobody knows what was carried out.
    private static func failure(_ error: RedisError, of pipeline: RedisPipeline) -> RedisError {
        guard pipeline.isBegun, [.unavailable, .overloaded].contains(error.code) else { return error }
        return RedisError(.connectionLost, "Only a part of the commands was carried out", cause: error)
    }

    // MARK: - For connections of their own

    /// Takes in a redirection, and looks at the cluster where it says that much may have moved.
    func follow(_ redirect: RedisRedirect) {
        self.act(on: self.state.withLock { $0.follow(redirect, now: .now) })
        if case .ask = redirect { return }
        self.wish.yield()
    }

    /// Looks at the cluster soon, for a node is away.
    func lookSoon() {
        self.wish.yield()
    }

    /// Whose a command's keys are; nil while nobody's.
    func owner(of command: RedisCommand) -> RedisNodeAddress? {
        let slot = command.slot
        return self.state.withLock { state in
            guard let slot else { return state.connectedMasters.first }
            return state.map.owner(of: slot)
        }
    }

    /// Makes connections to a node.
    func connector(to address: RedisNodeAddress) -> RedisConnector {
        self.state.withLock { $0.nodes[address]?.connector } ?? self.makeConnector(to: address)
    }

    /// Connects to some node.
    func connectToAnyone() async throws(RedisError) -> RedisConnection {
        let nodes = self.state.withLock { Array($0.nodes) }.filter { $0.value.isConnected }
        guard let address = nodes.randomElement()?.key ?? self.configuration.seeds.randomElement() else {
            throw RedisError(.unavailable, "No node of the Redis cluster is known")
        }
        return try await self.connector(to: address).connect()
    }

    private func makeConnector(to address: RedisNodeAddress) -> RedisConnector {
        RedisConnector(configuration: self.configuration.of(node: address), group: self.group)
    }
}
