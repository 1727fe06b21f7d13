import Foundation
import TestSupport
import Testing

/// Runs a test with a Redis and a scripted provider; the test starts the processes that it wants. All are gone
/// afterwards. The processes' logs, which tell all that they can, must not hold a token or a key.
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
    for (name, text) in LogFiles.texts(in: folder) {
        for secret in Secrets.forbidden {
            let line = text.split(separator: "\n").first { $0.contains(secret) }
            #expect(line == nil, "\(name) holds a secret")
        }
    }
}

/// The ends of the processes' logs.
private func logs(in folder: URL) -> String {
    LogFiles.texts(in: folder).map { "== \($0.name)\n\($0.text.suffix(3000))" }.joined(separator: "\n")
}
