import Synchronization
import TestSupport
import Testing

@testable import RedisBus

/// A client against real clusters whose slots move and whose masters die.
@Suite(.timeLimit(.minutes(3))) struct RedisClusterTests {
    /// Keys of the lowest slots of the first master, which move first.
    private static let keys: [String] = (0..<200_000).lazy.map { "key\($0)" }
        .filter { RedisSlot(key: RedisArgument($0)).number < 100 }.prefix(8).map { $0 }

    private static let bump = RedisScript(
        """
        redis.call('SET', KEYS[2], 'x')
        return redis.call('INCRBY', KEYS[1], ARGV[1])
        """
    )

    @Test func aPipelineGoesToAllNodesAndComesBackInOrder() async throws {
        try await withRedisCluster(replicas: false) { cluster in
            try await withRedisClient(cluster.url) { client async throws in
                let numbers = Array(0..<300)
                let sets = numbers.map { RedisCommand("SET", RedisArgument("k\($0)"), RedisArgument($0)) }
                let gets = numbers.map { RedisCommand("GET", RedisArgument("k\($0)")) }
                let replies = try await client.send(sets + gets)
                #expect(replies.prefix(300).allSatisfy { $0 == .status("OK") })
                #expect(replies.suffix(300).map(\.int) == numbers)
                for node in cluster.nodes { #expect(try await cluster.ask(node, "DBSIZE") != "0") }
                #expect(await client.isAnswering())
                let crossed = try await client.send(RedisCommand("DEL", "k1", "k2"))
                #expect(crossed.error?.prefix == "CROSSSLOT")
            }
        }
    }

    @Test func aScriptIsKnownToNoNodeUntilItIsSentThere() async throws {
        try await withRedisCluster(replicas: false) { cluster in
            try await withRedisClient(cluster.url) { client async throws in
                for round in 1...2 {
                    for number in 0..<30 {
                        let keys = ["{s\(number)}a", "{s\(number)}b"].map { RedisArgument($0) }
                        #expect(try await client.evaluate(Self.bump, keys: keys, arguments: [1]).int == round)
                    }
                    for node in cluster.nodes { _ = try await cluster.ask(node, "SCRIPT", "FLUSH") }
                }
            }
        }
    }

    /// Whether what a test waits for goes on still.
    private final class Going: Sendable {
        private let state = Mutex(true)
        var isOn: Bool { self.state.withLock { $0 } }
        func stop() { self.state.withLock { $0 = false } }
    }

    @Test func whatMovesWhileItIsWrittenIsWrittenOnce() async throws {
        try await withRedisCluster(replicas: false) { cluster in
            try await withRedisClient(cluster.url) { client async throws in
                #expect(Self.keys.count == 8)
                let source = try await cluster.master(of: Self.keys[0])
                let target = try #require(cluster.nodes.first { $0.port != source.port })
                let moving = Going()
                let generation = client.generation
                let written = try await withThrowingTaskGroup(of: (String, Int).self) { tasks in
                    for key in Self.keys {
                        tasks.addTask {
                            var count = 0
                            while moving.isOn {
                                count += try await Self.write(key, count, client)
                            }
                            return (key, count)
                        }
                    }
                    try await cluster.reshard(120, from: source, to: target)
                    moving.stop()
                    return try await tasks.reduce(into: [String: Int]()) { $0[$1.0] = $1.1 }
                }
                #expect(written.values.allSatisfy { $0 > 6 })
                for (key, count) in written {
                    #expect(try await cluster.master(of: key).port == target.port)
                    #expect(try await client.send(RedisCommand("GET", RedisArgument(key))).int == count)
                }
                #expect(client.generation == generation)
            }
        }
    }

    /// Adds three to a key: alone, in a transaction, by a script with a second key that may not exist.
    private static func write(_ key: String, _ count: Int, _ client: RedisClient) async throws -> Int {
        let name = RedisArgument(key)
        let other = RedisArgument("{\(key)}-\(count)")
        #expect(try await client.send(RedisCommand("INCR", name)).int == count + 1)
        let replies = try await client.send([
            RedisCommand("MULTI"), RedisCommand("INCR", name), RedisCommand("SET", other, "1"), RedisCommand("EXEC"),
        ])
        #expect(replies.last?.array?.first?.int == count + 2)
        _ = try await client.send(RedisCommand("DEL", other))
        #expect(try await client.evaluate(Self.bump, keys: [name, other], arguments: [1]).int == count + 3)
        return 3
    }

    @Test func aSlotThatIsOnTwoNodesIsWrittenOnTheRightOne() async throws {
        try await withRedisCluster(replicas: false) { cluster in
            try await withRedisClient(cluster.url) { client async throws in
                let source = try await cluster.master(of: "{x}1")
                let target = try #require(cluster.nodes.first { $0.port != source.port })
                let slot = "\(RedisSlot(key: "{x}1").number)"
                _ = try await client.send(RedisCommand("SET", "{x}old", 1))
                let (sourceID, targetID) = (try await cluster.id(of: source), try await cluster.id(of: target))
                _ = try await cluster.ask(target, "CLUSTER", "SETSLOT", slot, "IMPORTING", sourceID)
                _ = try await cluster.ask(source, "CLUSTER", "SETSLOT", slot, "MIGRATING", targetID)
                #expect(try await client.send(RedisCommand("INCR", "{x}old")).int == 2)
                #expect(try await client.send(RedisCommand("INCR", "{x}new")).int == 1)
                let replies = try await client.send([
                    RedisCommand("MULTI"), RedisCommand("XADD", "{x}log", "1-1", "a", "b"),
                    RedisCommand("XADD", "{x}log", "1-2", "a", "b"), RedisCommand("EXEC"),
                    RedisCommand("XLEN", "{x}log"),
                ])
                #expect(replies[3].array?.count == 2)
                #expect(replies[4].int == 2)
                #expect(try await cluster.ask(target, "CLUSTER", "COUNTKEYSINSLOT", slot) == "2")
                // Two keys on two nodes can be touched together only when the slot has moved.
                async let both = client.evaluate(Self.bump, keys: ["{x}old", "{x}new2"], arguments: [5])
                _ = try await cluster.ask(source, "MIGRATE", "127.0.0.1", "\(target.port)", "{x}old", "0", "1000")
                for node in [target, source] {
                    _ = try await cluster.ask(node, "CLUSTER", "SETSLOT", slot, "NODE", targetID)
                }
                #expect(try await both.int == 7)
            }
        }
    }

    @Test func aBlockedReadFollowsItsStream() async throws {
        try await withRedisCluster(replicas: false) { cluster in
            try await withRedisClient(cluster.url) { client async throws in
                let key = RedisArgument(Self.keys[0])
                let source = try await cluster.master(of: Self.keys[0])
                let target = try #require(cluster.nodes.first { $0.port != source.port })
                _ = try await client.send(RedisCommand("XGROUP", "CREATE", key, "g", "0", "MKSTREAM"))
                let connection = client.makeDedicatedConnection()
                async let read = connection.send(
                    RedisCommand("XREADGROUP", "GROUP", "g", "c", "BLOCK", 20_000, "STREAMS", key, ">"),
                    timeout: .seconds(22)
                )
                try await eventually { try await cluster.ask(source, "INFO", "clients").contains("blocked_clients:1") }
                try await cluster.reshard(120, from: source, to: target)
                try await eventually { try await cluster.ask(target, "INFO", "clients").contains("blocked_clients:1") }
                let id = try await client.send(RedisCommand("XADD", key, "*", "a", "b"))
                let reply = try await read
                #expect(reply.array?.first?.array?.last?.array?.first?.array?.first == id)
                await connection.close()
            }
        }
    }

    @Test func aMastersDeathIsANewGenerationAndNothingIsRepeated() async throws {
        try await withRedisCluster(replicas: true) { cluster in
            try await withRedisClient(cluster.url, configure: { $0.commandTimeout = .seconds(1) }) {
                client async throws in
                let master = try await cluster.master(of: "n")
                _ = try await client.send(RedisCommand("SET", "n", 0))
                #expect(try await cluster.ask(master, "WAIT", "1", "5000") != "0")
                let generation = client.generation
                var generations = client.generations().makeAsyncIterator()
                #expect(await generations.next() == generation)
                var feed = client.subscribe(to: ["channel"]).makeAsyncIterator()
                #expect(await feed.next() == .subscribed)
                await master.kill()
                let killed = ContinuousClock.now
                let error = await redisError { () async throws(RedisError) in
                    try await client.send(RedisCommand("INCR", "n"))
                }
                #expect(error.map { [.unavailable, .connectionLost].contains($0.code) } == true)
                #expect(await !client.isAnswering())
                let next = await generations.next()
                #expect(next.map { $0 > generation } == true)
                #expect(ContinuousClock.now - killed < .seconds(12))
                let old = await redisError { () async throws(RedisError) in
                    try await client.send([RedisCommand("INCR", "n")], generation: generation)
                }
                #expect(old?.code == .otherGeneration)
                // Neither of the two was carried out.
                #expect(try await client.send([RedisCommand("INCR", "n")], generation: client.generation)[0].int == 1)
                #expect(await client.isAnswering())
                #expect(try await cluster.master(of: "n").port != master.port)
                #expect(await Self.hears("after", from: client, &feed))
            }
        }
    }

    /// Says a text again and again until the feed has it.
    private static func hears(
        _ text: String,
        from client: RedisClient,
        _ feed: inout RedisSubscription.AsyncIterator
    ) async -> Bool {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                while !Task.isCancelled {
                    _ = try? await client.send(RedisCommand("PUBLISH", "channel", RedisArgument(text)))
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
            defer { tasks.cancelAll() }
            while let event = await feed.next() {
                if case .message(_, let payload) = event { return payload == Array(text.utf8) }
            }
            return false
        }
    }

    @Test func aSubscriptionLeavesANodeThatDies() async throws {
        try await withRedisCluster(replicas: true) { cluster in
            try await withRedisClient(cluster.url) { client async throws in
                var feed = client.subscribe(matching: "chan*").makeAsyncIterator()
                #expect(await feed.next() == .subscribed)
                var own: RedisServer?
                for node in cluster.nodes where try await cluster.ask(node, "PUBSUB", "NUMPAT") == "1" { own = node }
                await own?.kill()
                #expect(own != nil)
                #expect(await feed.next() == .subscribed)
                #expect(await Self.hears("text", from: client, &feed))
            }
        }
    }

    @Test func aClientSaysWhenTheServerIsOfTheOtherKind() async throws {
        func firstError(_ url: String) async throws -> String {
            let log = ProblemLines()
            var configuration = try RedisConfiguration(url: url)
            configuration.initialBackoff = .milliseconds(5)
            let client = RedisClient(configuration: configuration, logger: log.makeLogger())
            return try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await client.run() }
                defer { tasks.cancelAll() }
                try await eventually { log.first != nil }
                return log.first ?? ""
            }
        }
        try await withRedisCluster(replicas: false) { cluster async throws in
            let single = cluster.url.split(separator: ",")[0]
            #expect(try await firstError(String(single)).contains("set REDIS_CLUSTER=true"))
        }
        try await withRedisServer { server async throws in
            #expect(try await firstError("\(server.url),127.0.0.1:1").contains("Redis is no cluster"))
        }
    }
}
