import Foundation
import RedisBus

extension Examination {
    /// Redis, of a cluster each master: whether it is there, its settings, its clock.
    func bus() async -> [Diagnosis] {
        let nodes: [RedisConfiguration]
        do {
            nodes = try await Self.nodes(of: self.redis.configuration(environment: self.settingsEnvironment))
        } catch {
            return [Self.problem(error)]
        }
        var found: [Diagnosis] = []
        for node in nodes {
            let diagnoses = await Self.diagnoses(of: node)
            found += nodes.count == 1 ? diagnoses : diagnoses.map { $0.about("\(node)") }
        }
        return found
    }

    /// The masters of a cluster, each by itself; what is no cluster, or does not tell them, as it is.
    private static func nodes(of configuration: RedisConfiguration) async throws -> [RedisConfiguration] {
        guard configuration.isCluster else { return [configuration] }
        let slots = try await RedisOptions.withClient(of: configuration) { client in
            try await client.send(RedisCommand("CLUSTER", "SLOTS"))
        }
        guard let masters = ClusterMasters.addresses(in: slots) else { return [configuration] }
        return masters.map { address in
            var node = configuration
            node.host = address.host
            node.port = address.port
            node.topology = .clusterNode
            return node
        }
    }

    private static func diagnoses(of node: RedisConfiguration) async -> [Diagnosis] {
        do {
            return try await RedisOptions.withClient(of: node) { client in
                let info = try await client.send(RedisCommand("INFO"))
                guard let text = info.string else {
                    return [
                        .warn(
                            "redis",
                            "Redis does not say what it is: \(info.error?.message ?? "no text")",
                            "let this user run INFO"
                        )
                    ]
                }
                let before = Date()
                let time = try await client.send(RedisCommand("TIME")).array ?? []
                let after = Date()
                let facts = RedisFacts(info: text).diagnoses(at: "\(client.configuration)")
                guard time.count == 2, let seconds = time[0].int, let microseconds = time[1].int else { return facts }
                let clock = ClockDifference(
                    other: Double(seconds) + Double(microseconds) / 1e6,
                    before: before,
                    after: after
                )
                return facts + [clock.diagnosis("clock-redis", whose: "Redis's")]
            }
        } catch {
            return [Self.problem(error)]
        }
    }

    private static func problem(_ error: any Error) -> Diagnosis {
        guard let error = error as? OperatorError else { return .fail("redis", "\(error)", "look at Redis's log") }
        return .fail("redis", error.description, "start it (./aura up does), or set REDIS_URL")
    }
}
