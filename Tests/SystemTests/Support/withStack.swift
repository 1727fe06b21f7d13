import Foundation
import TestSupport
import Testing

/// Runs a test with a Redis and a scripted provider; the test starts the processes that it wants. All are gone
/// afterwards. The processes' logs must not hold a token or a key.
func withStack(
    redis options: RedisServer.Options = RedisServer.Options(),
    environment: [String: String] = [:],
    provider script: @escaping RequestScript,
    _ body: @Sendable (Stack) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aura-system-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await withRedisServer(options) { redis in
        try await withScriptedServer(script) { provider in
            let processes = Processes()
            let stack = Stack(redis: redis, provider: provider, folder: folder, environment: environment)
            do {
                try await Processes.$current.withValue(processes) { try await body(stack) }
            } catch {
                Issue.record("\(error)\n\(logs(in: folder))")
            }
            await processes.endAll()
        }
    }
    let written = logs(in: folder)
    #expect(!written.contains("sk-system-tests"), "a log holds the provider's key")
    #expect(!written.contains("eyJ"), "a log holds a token")
}

/// The ends of the processes' logs.
private func logs(in folder: URL) -> String {
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.map { file in
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return "== \(file.lastPathComponent)\n\(text.suffix(3000))"
    }.joined(separator: "\n")
}
