import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// How the four processes start, and what they cost while nobody asks for anything.
    @Suite struct Idle {
        /// The edge last: it is ready when the others are.
        private static let names = ["aura-llm", "aura-indexer", "aura-tasks", "aura-gateway-edge"]

        private struct Started {
            var process: ServerProcess
            var adminPort: Int
            var began: ContinuousClock.Instant

            /// The status of its readiness; nil while it does not answer.
            func readiness() async -> Int? {
                try? await HTTPClient(port: self.adminPort, patience: .seconds(3)).get("/health/ready").status
            }
        }

        private static func start(_ name: String, _ stack: Stack, redis: Int, from products: URL) throws -> Started {
            let adminPort = try FreePort.find()
            let environment = [
                "AURA_ADMIN_PORT": "\(adminPort)", "AURA_HTTP_PORT": "\(try FreePort.find())",
                "AURA_HTTP_HOST": "127.0.0.1", "AURA_DATA_DIR": stack.dataFolder, "LOG_LEVEL": "info",
                "REDIS_URL": "redis://127.0.0.1:\(redis)", "DWP_GATEWAY_URL": stack.provider.url(""),
            ]
            let began = ContinuousClock.now
            let process = try stack.start(name, name, environment, stack.newLog(of: name), from: products)
            return Started(process: process, adminPort: adminPort, began: began)
        }

        /// How long after its start a process said for the first time that it can serve.
        private static func waitUntilReady(_ started: Started, within limit: Duration) async throws -> Duration {
            try await eventually(within: limit, "readiness") { await started.readiness() == 200 }
            return ContinuousClock.now - started.began
        }

        /// Starts a process until it is ready at once, three times at most: a machine that is busy says nothing of it.
        private static func startQuickly(
            _ name: String,
            _ stack: Stack,
            from products: URL
        ) async throws -> (Started, Duration) {
            for _ in 0..<2 {
                let started = try self.start(name, stack, redis: stack.redis.port, from: products)
                let time = try await self.waitUntilReady(started, within: .seconds(20))
                if time < .seconds(1) { return (started, time) }
                await started.process.end(by: SIGTERM)
            }
            let started = try self.start(name, stack, redis: stack.redis.port, from: products)
            return (started, try await self.waitUntilReady(started, within: .seconds(20)))
        }

        /// The sum of the processes' memory, once it stays the same.
        private static func memory(of processes: [Started]) async throws -> (sum: ProcessMemory, each: [ProcessMemory])
        {
            var latest = Int.max
            while true {
                let each = try processes.map { try ProcessMemory(of: $0.process.pid) }
                let sum = each.dropFirst().reduce(each[0], +)
                if abs(sum.proportional - latest) < 256 { return (sum, each) }
                latest = sum.proportional
                try await Task.sleep(for: .seconds(1))  // between two samples
            }
        }

        /// Measured is the sum of the four processes' PSS: what they keep in memory, pages that they share counted once,
        /// pages of their executables and libraries included as far as they are in use. The mark of 120 MiB is for
        /// release builds; debug builds are bigger, and have a mark of their own.
        @Test(.timeLimit(.minutes(2)), arguments: ["debug", "release"])
        func fourIdleProcessesAreSmallAndReadyAtOnce(build: String) async throws {
            let products = Stack.builtProducts.appendingPathComponent("../\(build)")
            let isBuilt = Self.names.allSatisfy { name in
                FileManager.default.isExecutableFile(atPath: products.appendingPathComponent(name).path)
            }
            guard isBuilt else {
                print("idle: there is no \(build) build to measure")
                return
            }
            try await withStack(provider: ProviderScripts.tokens(1)) { stack in
                var processes: [Started] = []
                var times: [Duration] = []
                for name in Self.names {
                    let (started, time) = try await Self.startQuickly(name, stack, from: products)
                    times.append(time)
                    processes.append(started)
                }
                let (sum, each) = try await Self.memory(of: processes)
                for (index, name) in Self.names.enumerated() {
                    print("idle: \(build) \(name): ready after \(times[index]), \(each[index])")
                    #expect(times[index] < .seconds(1), "\(name) is not ready at once")
                }
                print("idle: \(build) together: \(sum)")
                #expect(sum.proportional < (build == "release" ? 120 : 200) * 1024, "\(sum)")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func processesWaitForRedisAndServeSoonAfterItComes() async throws {
            try await withStack(provider: ProviderScripts.tokens(1)) { stack in
                try await withTCPProxies(to: [stack.redis.port]) { proxies in
                    let redis = proxies[0]
                    try await redis.refuse()
                    let processes = try Self.names.map { name in
                        try Self.start(name, stack, redis: redis.port, from: Stack.builtProducts)
                    }
                    for started in processes {
                        var first: Int?
                        while first == nil { first = await started.readiness() }
                        #expect(first == 503)
                    }
                    // Longer than the longest pause between two attempts to connect.
                    let end = ContinuousClock.now + .seconds(4)
                    var answers = 0
                    while ContinuousClock.now < end {
                        for started in processes {
                            #expect(started.process.isRunning)
                            // No answer in time says nothing.
                            guard let status = await started.readiness() else { continue }
                            #expect(status == 503)
                            answers += 1
                        }
                        try await Task.sleep(for: .milliseconds(100))
                    }
                    #expect(answers > processes.count)
                    try await redis.accept()
                    let came = ContinuousClock.now
                    for (name, started) in zip(Self.names, processes) {
                        _ = try await Self.waitUntilReady(started, within: .seconds(20))
                        let time = ContinuousClock.now - came
                        print("idle: \(name) is ready \(time) after Redis came")
                        #expect(time < .seconds(10))
                        #expect(started.process.isRunning)
                    }
                }
            }
        }
    }
}
