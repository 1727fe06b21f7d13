import Foundation

/// Which services to start, and with what.
struct StackPlan {
    /// The operator's own environment.
    var environment: [String: String]
    /// The folder that holds the four executables.
    var binaries: URL
    /// Where the edge listens; several ports where `AURA_HTTP_PORT` lists them.
    var httpPorts: [Int]
    /// The edge's admin port; the other three follow it.
    var firstAdminPort: Int
    var redisURL: String
    var secret: TokenSecret
    var dataFolder: URL
    /// A model server on this machine, in the place of the configured provider.
    var model: ModelEndpoint?

    /// The services' plans in starting order.
    var services: [ProcessPlan] { ServiceName.allCases.map(self.plan(for:)) }

    /// Where a client on this machine reaches the edge.
    var address: String { "http://\(self.publicHost):\(self.httpPorts[0])" }

    /// Reads `AURA_HTTP_PORT`, which may be a list such as `8000,9000`.
    static func ports(from list: String) throws -> [Int] {
        let ports = try list.split(separator: ",").map { item in
            let text = item.trimmingCharacters(in: .whitespaces)
            guard let port = UInt16(text), port > 0 else { throw StackError.invalidPort(text) }
            return Int(port)
        }
        guard !ports.isEmpty else { throw StackError.invalidPort(list) }
        return ports
    }

    /// What of the operator's environment concerns programs that are not ours: no keys, no secrets.
    static func plain(_ environment: [String: String]) -> [String: String] {
        environment.filter { ["HOME", "LANG", "PATH", "TMPDIR"].contains($0.key) }
    }

    private var publicHost: String { Self.reachable(self.environment["AURA_HTTP_HOST"]) }

    private func plan(for service: ServiceName) -> ProcessPlan {
        let adminHost = self.environment["AURA_ADMIN_HOST"] ?? "127.0.0.1"
        let adminPort = self.firstAdminPort + service.adminPortOffset
        var environment = self.environment
        if !service.holdsProviderKeys {
            environment["OPENAI_API_KEY"] = nil
            environment["AURA_LLM_PROVIDERS"] = nil
        } else if let model = self.model {
            environment.merge(model.environment) { _, local in local }
        }
        // Standard output is kept for each process by itself; one LOG_FILE for four would not be.
        environment["LOG_FILE"] = nil
        environment["JWT_SECRET"] = self.secret.value
        environment["REDIS_URL"] = self.redisURL
        environment["AURA_ADMIN_HOST"] = adminHost
        environment["AURA_ADMIN_PORT"] = "\(adminPort)"
        environment["AURA_HTTP_PORT"] = self.httpPorts.map(String.init).joined(separator: ",")
        environment["AURA_DATA_DIR"] = self.environment["AURA_DATA_DIR"] ?? self.dataFolder.path

        var readiness = [Readiness.http(host: Self.reachable(adminHost), port: adminPort, path: "/health/ready")]
        if service == .gatewayEdge {
            readiness.append(.http(host: self.publicHost, port: self.httpPorts[0], path: "/health/ready"))
        }
        return ProcessPlan(
            name: service.rawValue,
            executable: self.binaries.appendingPathComponent(service.rawValue),
            environment: environment,
            readiness: readiness
        )
    }

    /// A host to connect to, for one to listen on.
    private static func reachable(_ host: String?) -> String {
        switch host {
        case nil, "", "0.0.0.0", "::": "127.0.0.1"
        case .some(let host): host
        }
    }
}
