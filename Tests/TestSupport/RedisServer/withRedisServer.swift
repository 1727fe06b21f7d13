import Foundation

/// Runs a test with a Redis of its own, which is gone afterwards, its folder too.
///
/// Without `redis-server` on the machine it throws, and says what to install.
package func withRedisServer<Result>(
    _ options: RedisServer.Options = RedisServer.Options(),
    _ body: (RedisServer) async throws -> Result
) async throws -> Result {
    let executable = try findExecutable("redis-server", package: "redis-server")
    let folder = URL(fileURLWithPath: "/tmp").appendingPathComponent("aura-redis-\(UUID().uuidString.prefix(13))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    if options.tls {
        try await makeCertificate(in: folder)
    }
    let server = try await startServer(options, folder: folder, executable: executable)
    do {
        let result = try await body(server)
        await server.kill()
        return result
    } catch {
        await server.kill()
        throw error
    }
}

private func startServer(
    _ options: RedisServer.Options,
    folder: URL,
    executable: URL
) async throws -> RedisServer {
    for _ in 0..<5 {
        let server = RedisServer(port: try FreePort.find(), folder: folder, options: options, executable: executable)
        do {
            try await server.start()
            return server
        } catch RedisServerError.ended(let log) where log.contains("Address already in use") {
            continue  // somebody took the port between finding and using it
        } catch {
            await server.kill()
            throw error
        }
    }
    throw RedisServerError.ended(log: "No port stayed free")
}

func findExecutable(_ name: String, package: String) throws -> URL {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in path.split(separator: ":") {
        let file = URL(fileURLWithPath: String(folder)).appendingPathComponent(name)
        guard !FileManager.default.isExecutableFile(atPath: file.path) else { return file }
    }
    throw RedisServerError.missing(command: name, package: package)
}

/// Makes a key and a certificate that is its own authority.
private func makeCertificate(in folder: URL) async throws {
    let log = folder.appendingPathComponent("openssl.log")
    let process = try ServerProcess(
        executable: try findExecutable("openssl", package: "openssl"),
        arguments: [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", folder.appendingPathComponent("server.key").path,
            "-out", folder.appendingPathComponent("server.crt").path,
        ],
        log: log
    )
    await process.waitForEnd()
    guard FileManager.default.fileExists(atPath: folder.appendingPathComponent("server.crt").path) else {
        throw RedisServerError.noCertificate(log: (try? String(contentsOf: log, encoding: .utf8)) ?? "")
    }
}
