import ArgumentParser
import Foundation

/// Starts the whole platform on this machine, and stops it at Ctrl-C.
struct Up: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Starts everything, and stops it at Ctrl-C.")

    @Flag(help: "Answers with a small model that runs on this machine.")
    var localModel = false

    @Option(help: "Where the edge listens, in the place of AURA_HTTP_PORT.")
    var httpPort: String?

    @Option(help: "The edge's admin port; those of llm, indexer and tasks follow it.")
    var adminPort = 9100

    @Option(help: "The folder with the four executables.")
    var buildFolder = ".build/release"

    @Option(help: "Seconds that the processes may take to become ready.")
    var readyWithin = 60

    @OptionGroup var state: StateOptions

    func run() throws {
        let signals = SignalWatch()
        InheritedDescriptors.keepFromChildren()
        let state = try self.state.makeFolder()
        if let running = try RunningStack.read(from: state) {
            guard !running.supervisor.isAlive else { throw StackError.alreadyRunning(pid: running.supervisor.pid) }
            Console.say("aura: stopping what an earlier run left behind")
            running.stop()
        }
        var supervisor = try Supervisor(state: state, signals: signals)
        do {
            try self.start(with: &supervisor, state: state)
            try supervisor.watch()
        } catch is Supervisor.Interrupted {
            Console.say("aura: stopping")
            supervisor.stop()
        } catch {
            Console.complain("aura: \(error)")
            supervisor.stop()
            throw ExitCode.failure
        }
    }

    private func start(with supervisor: inout Supervisor, state: StateFolder) throws {
        let environment = ProcessInfo.processInfo.environment
        let limit = Duration.seconds(self.readyWithin)
        var plan = StackPlan(
            environment: environment,
            binaries: URL(fileURLWithPath: self.buildFolder, isDirectory: true),
            httpPorts: try StackPlan.ports(from: self.httpPort ?? environment["AURA_HTTP_PORT"] ?? "8000"),
            firstAdminPort: self.adminPort,
            redisURL: environment["REDIS_URL"] ?? "redis://localhost:6379",
            secret: try TokenSecret(environment: environment, state: state),
            dataFolder: state.data
        )
        try self.requireFreePorts(plan)

        plan.redisURL = try self.startRedis(url: plan.redisURL, with: &supervisor, state: state)
        if self.localModel {
            let model = try LocalModel(in: state.model)
            guard let port = PortProbe.freePort() else {
                throw StackError.cannotStart(name: "llama-server", reason: "no port is free")
            }
            let endpoint = model.endpoint(port: port)
            try supervisor.start(model.plan(for: endpoint, environment: StackPlan.plain(environment)))
            try supervisor.waitUntilReady(within: limit)
            Console.say("aura: \(endpoint.model) answers at http://127.0.0.1:\(port)/v1")
            plan.model = endpoint
        }
        for service in plan.services { try supervisor.start(service) }
        try supervisor.waitUntilReady(within: limit)
        try self.welcome(plan, state: state)
    }

    private func requireFreePorts(_ plan: StackPlan) throws {
        for port in plan.httpPorts where !PortProbe.isFree(port) {
            throw StackError.portInUse(port: port, option: "--http-port")
        }
        for port in ServiceName.allCases.map({ self.adminPort + $0.adminPortOffset }) where !PortProbe.isFree(port) {
            throw StackError.portInUse(port: port, option: "--admin-port")
        }
    }

    /// Returns the URL for the services, once a Redis answers there.
    private func startRedis(url: String, with supervisor: inout Supervisor, state: StateFolder) throws -> String {
        let address = try RedisAddress(url: url)
        let finding = RedisProbe.look(at: address)
        switch try RedisLauncher.decide(about: address, finding: finding, freePort: PortProbe.freePort) {
        case .useRunning:
            Console.say("aura: using the Redis at \(address.shown)")
            return url
        case .start(let port):
            let environment = StackPlan.plain(ProcessInfo.processInfo.environment)
            try supervisor.start(RedisLauncher.plan(port: port, dataFolder: state.redis, environment: environment))
            try supervisor.waitUntilReady(within: .seconds(self.readyWithin))
            let own = RedisAddress(host: "127.0.0.1", port: port)
            Console.say("aura: started a Redis at \(own.shown)")
            return own.url
        }
    }

    private func welcome(_ plan: StackPlan, state: StateFolder) throws {
        let claims = TokenClaims(user: "42", tenant: "1", role: "user", issuedAt: Date(), lifetimeSeconds: 3600)
        let token = try claims.signed(with: plan.secret)
        Console.say(
            """

            Aura is ready at \(plan.address)
            Logs are in \(state.root.relativePath)/logs (./aura logs -f); Ctrl-C stops everything.

            A token for user 42 of tenant 1, good for an hour (./aura token makes others):
            \(token)

            Sign in with it at \(plan.address)/ in a browser, or ask here:
            curl -N -X POST '\(plan.address)/chat/stream' -H 'Authorization: Bearer \(token)' \
            -H 'X-Tenant-ID: 1' -H 'Content-Type: application/json' -d '{"message":"Hello"}'

            """
        )
    }
}
