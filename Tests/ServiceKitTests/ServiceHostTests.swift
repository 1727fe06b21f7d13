import Foundation
import Logging
import Metrics
import Observability
import ServiceLifecycle
import Synchronization
import Testing

@testable import ServiceKit

@Suite("A service's process", .timeLimit(.minutes(1)))
struct ServiceHostTests {
    private struct Trouble: Error, Equatable {}

    /// Runs until it is told to stop, then keeps the process until it is released.
    private struct SlowToStop: Service {
        let stopping: AsyncStream<Void>.Continuation
        let released: AsyncStream<Void>

        func run() async throws {
            try await gracefulShutdown()
            self.stopping.yield()
            for await _ in self.released { return }
        }
    }

    private struct Failing: Service {
        func run() async throws {
            throw Trouble()
        }
    }

    private struct Stubborn: Service {
        func run() async throws {
            try await Task.sleep(for: .seconds(3600))
        }
    }

    private func makeHost(
        _ environment: ServiceEnvironment = .test(),
        adminPort: Int = 0,
        shutdownTimeout: Duration = .seconds(20),
        build: @escaping @Sendable (ServiceEnvironment) async throws -> [any Service] = { _ in [] }
    ) -> ServiceHost {
        ServiceHost(
            environment: environment,
            logWriter: LogWriter(
                destination: .standardError,
                encoder: LogLineEncoder(format: .json, service: "aura-llm", instance: "llm-1")
            ),
            adminHost: "127.0.0.1",
            adminPort: adminPort,
            shutdownTimeout: shutdownTimeout,
            build: build
        )
    }

    /// Runs the host, gives its admin port, and stops it.
    private func running(
        _ host: ServiceHost,
        _ body: @escaping @Sendable (Int, HostedGroup) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let group = host.makeGroup { port.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                for await port in ports {
                    try await body(port, group)
                    await group.triggerGracefulShutdown()
                    return
                }
            }
            try await tasks.waitForAll()
        }
    }

    @Test("answers on its admin port while its parts still wait for what they need")
    func waiting() async throws {
        let (needed, provide) = AsyncStream.makeStream(of: Void.self)
        let (ready, tellReady) = AsyncStream.makeStream(of: Void.self)
        struct Part: Service {
            let running: AsyncStream<Void>.Continuation
            func run() async throws {
                self.running.yield()
                try await gracefulShutdown()
            }
        }
        let host = self.makeHost { _ in
            for await _ in needed { break }
            return [Part(running: tellReady)]
        }
        try await self.running(host) { port, _ in
            let health = try await HTTPAnswer.get("/health", port: port)
            #expect(health.status == 200)
            #expect(health.headers["content-type"] == "application/json")
            #expect(
                try health.json() == [
                    "status": "OK", "service": "aura-llm", "instance": "llm-1", "version": "1.0.0",
                ]
            )
            let before = try await HTTPAnswer.get("/health/ready", port: port)
            #expect(before.status == 503)
            provide.yield()
            for await _ in ready { break }
            let after = try await HTTPAnswer.get("/health/ready", port: port)
            #expect(after.status == 200)
            #expect(after.headers["content-type"] == "application/json")
        }
    }

    @Test("tells each readiness check's answer, and 503 while one is unready")
    func readiness() async throws {
        let environment = ServiceEnvironment.test()
        let isUp = Mutex(false)
        environment.readiness.started()
        environment.readiness.add("store") { .ready }
        environment.readiness.add("redis") { isUp.withLock { $0 } ? .ready : .unready(reason: "connection refused") }
        try await self.running(self.makeHost(environment)) { port, _ in
            let down = try await HTTPAnswer.get("/health/ready", port: port)
            #expect(down.status == 503)
            #expect(
                try down.json() == [
                    "status": "UNAVAILABLE", "service": "aura-llm", "instance": "llm-1", "version": "1.0.0",
                    "checks": [
                        "process": ["status": "OK"], "store": ["status": "OK"],
                        "redis": ["status": "UNAVAILABLE", "reason": "connection refused"],
                    ],
                ]
            )
            isUp.withLock { $0 = true }
            let up = try await HTTPAnswer.get("/health/ready", port: port)
            #expect(up.status == 200)
            #expect(try up.json()["status"] as? String == "OK")
        }
    }

    @Test("serves metrics, HEAD, and nothing else")
    func metrics() async throws {
        let environment = ServiceEnvironment.test()
        let factory = PrometheusMetricsFactory(registry: environment.registry)
        Counter(label: "aura_tasks_total", dimensions: [("outcome", "failed")], factory: factory).increment()
        try await self.running(self.makeHost(environment)) { port, _ in
            let metrics = try await HTTPAnswer.get("/metrics", port: port)
            #expect(metrics.status == 200)
            #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(metrics.body.contains("\naura_tasks_total{outcome=\"failed\"} 1\n"))
            let head = try await HTTPAnswer.get("/health", port: port, method: "HEAD")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(try await HTTPAnswer.get("/other", port: port).status == 404)
            #expect(try await HTTPAnswer.get("/health", port: port, method: "POST").status == 404)
        }
    }

    @Test("keeps its admin port, unready, until its parts have ended")
    func stopsLast() async throws {
        let (stopping, tellStopping) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let host = self.makeHost { _ in [SlowToStop(stopping: tellStopping, released: released)] }
        try await self.running(host) { port, group in
            while try await HTTPAnswer.get("/health/ready", port: port).status != 200 {
                await Task.yield()
            }
            await group.triggerGracefulShutdown()
            for await _ in stopping { break }
            let answer = try await HTTPAnswer.get("/health/ready", port: port)
            #expect(answer.status == 503)
            #expect(answer.body.contains("stopping"))
            #expect(try await HTTPAnswer.get("/health", port: port).status == 200)
            release.yield()
        }
    }

    @Test("ends in order when it is told to stop while its parts are being built")
    func stoppedWhileBuilding() async throws {
        let (building, tellBuilding) = AsyncStream.makeStream(of: Void.self)
        let host = self.makeHost { _ in
            tellBuilding.yield()
            try await Task.sleep(for: .seconds(3600))
            return []
        }
        try await self.running(host) { _, _ in
            for await _ in building { return }
        }
    }

    @Test("ends with the error of what cannot be built, or fails")
    func failures() async throws {
        await #expect(throws: Trouble()) {
            try await self.makeHost { _ in throw Trouble() }.makeGroup().run()
        }
        await #expect(throws: Trouble()) {
            try await self.makeHost { _ in [Failing()] }.makeGroup().run()
        }
    }

    @Test("names its address where the admin port is taken")
    func portTaken() async throws {
        try await self.running(self.makeHost()) { port, _ in
            let second = self.makeHost(adminPort: port).makeGroup()
            let error = await #expect(throws: AdminPortError.self) { try await second.run() }
            #expect(error?.description.contains("127.0.0.1:\(port)") == true)
        }
    }

    @Test("cancels parts that take longer to stop than allowed")
    func stubborn() async throws {
        let host = self.makeHost(shutdownTimeout: .milliseconds(50)) { _ in [Stubborn()] }
        await #expect(throws: ShutdownTimeoutError.self) {
            try await self.running(host) { port, _ in
                while try await HTTPAnswer.get("/health/ready", port: port).status != 200 {
                    await Task.yield()
                }
            }
        }
    }
}
