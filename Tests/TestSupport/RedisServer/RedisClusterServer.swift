import Foundation

/// A real Redis Cluster of one test: three masters, each with a replica where asked for.
package final class RedisClusterServer: Sendable {
    /// The masters of the beginning, then their replicas.
    package let nodes: [RedisServer]
    private let folder: URL
    private let tool: URL
    private let hasReplicas: Bool

    init(nodes: [RedisServer], folder: URL, tool: URL, hasReplicas: Bool) {
        self.nodes = nodes
        self.folder = folder
        self.tool = tool
        self.hasReplicas = hasReplicas
    }

    /// Where clients find it: three of its nodes.
    package var url: String {
        "redis://" + self.nodes.prefix(3).map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
    }

    /// Makes a cluster of the nodes, and returns when it serves.
    func create() async throws {
        let addresses = self.nodes.map { "127.0.0.1:\($0.port)" }
        let replicas = self.hasReplicas ? "1" : "0"
        let text = try await self.manage(["create"] + addresses + ["--cluster-replicas", replicas])
        guard text.contains("All 16384 slots covered") else { throw RedisServerError.ended(log: text) }
        try await self.waitUntilServing()
    }

    /// Returns when every living node says that the cluster serves, and each master has a replica that follows it.
    package func waitUntilServing() async throws {
        try await eventually(within: .seconds(30), "a cluster that serves") {
            for node in self.nodes where node.pid != nil {
                guard try await self.ask(node, "CLUSTER", "INFO").contains("cluster_state:ok") else { return false }
                guard self.hasReplicas else { continue }
                let text = try await self.ask(node, "INFO", "replication")
                guard text.contains("role:master") ? text.contains("state=online") : text.contains("link_status:up")
                else {
                    return false
                }
            }
            return true
        }
    }

    /// Sends one command to one node, and returns the reply's text or number.
    package func ask(_ node: RedisServer, _ command: String...) async throws -> String {
        guard let reply = UnixSocketProbe.command(command, node.socketFile) else {
            throw RedisServerError.silent(log: node.log)
        }
        return reply
    }

    /// The id by which nodes know one another.
    package func id(of node: RedisServer) async throws -> String {
        try await self.ask(node, "CLUSTER", "MYID")
    }

    /// The master that serves a key now.
    package func master(of key: String) async throws -> RedisServer {
        guard let living = self.nodes.first(where: { $0.pid != nil }) else { throw RedisServerError.ended(log: "") }
        let slot = Int(try await self.ask(living, "CLUSTER", "KEYSLOT", key)) ?? -1
        for line in try await self.ask(living, "CLUSTER", "NODES").split(separator: "\n") {
            // <id> <ip:port@cport> <flags> <master> <ping> <pong> <epoch> <link> <slot range>…
            let cells = line.split(separator: " ")
            guard cells.count > 8, cells[2].contains("master"), !cells[2].contains("fail") else { continue }
            let ranges = cells[8...].filter { !$0.hasPrefix("[") }.map {
                $0.split(separator: "-").compactMap { Int($0) }
            }
            guard ranges.contains(where: { ($0.first ?? 0) <= slot && slot <= ($0.last ?? -1) }) else { continue }
            let port = cells[1].split(separator: "@").first?.split(separator: ":").last.flatMap { Int($0) }
            if let node = self.nodes.first(where: { $0.port == port }) { return node }
        }
        throw RedisServerError.ended(log: "No master serves \(key)")
    }

    /// Moves slots, the lowest first, from one master to another while both serve.
    package func reshard(_ slots: Int, from source: RedisServer, to target: RedisServer) async throws {
        let text = try await self.manage([
            "reshard", "127.0.0.1:\(source.port)", "--cluster-from", try await self.id(of: source),
            "--cluster-to", try await self.id(of: target), "--cluster-slots", "\(slots)",
        ])
        let moved = text.split(separator: "\n").count { $0.hasPrefix("Moving slot ") && $0.contains(" to ") }
        guard moved >= slots, !text.contains("[ERR]") else {
            throw RedisServerError.ended(log: String(text.suffix(2000)))
        }
    }

    private func manage(_ arguments: [String]) async throws -> String {
        try await self.run(["--cluster"] + arguments + ["--cluster-yes"])
    }

    private func run(_ arguments: [String]) async throws -> String {
        let log = self.folder.appendingPathComponent("cli-\(UUID().uuidString).log")
        let process = try ServerProcess(executable: self.tool, arguments: arguments, log: log)
        await process.waitForEnd()
        defer { try? FileManager.default.removeItem(at: log) }
        return (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    }
}
