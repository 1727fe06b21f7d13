import Foundation

/// Runs a test with a Redis Cluster of its own, which is gone afterwards, its folders too.
///
/// - Parameter replicas: Whether each master has one, so that the cluster outlives a master.
package func withRedisCluster<Result>(
    replicas: Bool,
    _ body: (RedisClusterServer) async throws -> Result
) async throws -> Result {
    let folder = URL(fileURLWithPath: "/tmp").appendingPathComponent("aura-cluster-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let executable = try findExecutable("redis-server", package: "redis-server")
    let tool = try findExecutable("redis-cli", package: "redis-tools")
    var nodes: [RedisServer] = []
    // Where nobody takes over, a node that is slow for a moment is not to count as gone.
    let timeout = Duration.seconds(replicas ? 1 : 5)
    do {
        for number in 0..<(replicas ? 6 : 3) {
            let own = folder.appendingPathComponent("\(number)")
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            nodes.append(try await startNode(in: own, timeout: timeout, executable: executable))
        }
        let cluster = RedisClusterServer(nodes: nodes, folder: folder, tool: tool, hasReplicas: replicas)
        try await cluster.create()
        let result = try await body(cluster)
        for node in nodes { await node.kill() }
        return result
    } catch {
        for node in nodes { await node.kill() }
        throw error
    }
}

private func startNode(in folder: URL, timeout: Duration, executable: URL) async throws -> RedisServer {
    for _ in 0..<5 {
        // The bus between the nodes has a port of its own, or it would be one beyond the last for many a free port.
        let options = RedisServer.Options(arguments: [
            "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf",
            "--cluster-node-timeout", "\(timeout.components.seconds * 1000)",
            "--cluster-port", "\(try FreePort.find())", "--repl-diskless-sync-delay", "0",
        ])
        let server = RedisServer(port: try FreePort.find(), folder: folder, options: options, executable: executable)
        do {
            try await server.start()
            return server
        } catch RedisServerError.ended(let log) where log.contains("Address already in use") || log.contains("bind") {
            continue  // somebody took a port between finding and using it
        } catch {
            await server.kill()
            throw error
        }
    }
    throw RedisServerError.ended(log: "No port stayed free")
}
