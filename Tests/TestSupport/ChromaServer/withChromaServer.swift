import Foundation

/// Runs a test with a Chroma server of its own, which is gone afterwards, its folder too.
///
/// Without `.aura/chroma/bin/chroma` in the package it throws, and says what to run.
package func withChromaServer<Result>(_ body: (ChromaServer) async throws -> Result) async throws -> Result {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let executable = package.appendingPathComponent(".aura/chroma/bin/chroma")
    guard FileManager.default.isExecutableFile(atPath: executable.path) else {
        throw ChromaServerError.missing(file: executable.path)
    }
    let folder = URL(fileURLWithPath: "/tmp").appendingPathComponent("aura-chroma-\(UUID().uuidString.prefix(13))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try await startServer(folder: folder, executable: executable)
    do {
        let result = try await body(server)
        await server.kill()
        return result
    } catch {
        await server.kill()
        throw error
    }
}

private func startServer(folder: URL, executable: URL) async throws -> ChromaServer {
    for _ in 0..<5 {
        let server = ChromaServer(port: try FreePort.find(), folder: folder, executable: executable)
        do {
            try await server.start()
            return server
        } catch ChromaServerError.ended(let log) where log.contains("Address already in use") {
            continue  // somebody took the port between finding and using it
        } catch {
            await server.kill()
            throw error
        }
    }
    throw ChromaServerError.ended(log: "No port stayed free")
}
