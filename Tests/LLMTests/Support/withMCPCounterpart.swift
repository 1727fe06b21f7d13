import Foundation
import Synchronization
import TestSupport

/// Runs a test with a server of the official MCP SDK for Python, which is gone afterwards.
///
/// Without `.aura/mcp/bin/python` in the package it throws, and says what to run.
func withMCPCounterpart<Result>(
    answers: String,
    _ body: (MCPCounterpart) async throws -> Result
) async throws -> Result {
    let counterpart = try MCPCounterpart(answers: answers)
    try counterpart.start()
    do {
        let result = try await body(counterpart)
        await counterpart.end()
        return result
    } catch {
        await counterpart.end()
        throw error
    }
}

/// A server of the official SDK with a port of its own.
final class MCPCounterpart: Sendable {
    /// Why a test got none.
    struct Missing: Error, CustomStringConvertible {
        var file: String
        var description: String { "\(self.file) is not there; Tools/python/install.sh mcp installs it" }
    }

    private let port: Int
    private let answers: String
    private let python: URL
    private let script: URL
    private let process = Mutex<ServerProcess?>(nil)

    /// - Parameter answers: `json` or `sse`.
    init(answers: String) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let package = tests.deletingLastPathComponent().deletingLastPathComponent()
        self.port = try FreePort.find()
        self.answers = answers
        self.python = package.appendingPathComponent(".aura/mcp/bin/python")
        self.script = tests.appendingPathComponent("Tools/mcp_server.py")
        guard FileManager.default.isExecutableFile(atPath: self.python.path) else {
            throw Missing(file: self.python.path)
        }
    }

    var url: String { "http://127.0.0.1:\(self.port)/mcp" }

    /// Starts the server (again); it listens some time later.
    func start() throws {
        let started = try ServerProcess(
            executable: self.python,
            arguments: [self.script.path, "\(self.port)", self.answers],
            log: nil
        )
        self.process.withLock { $0 = started }
    }

    func end() async {
        await self.process.withLock { $0 }?.end(by: SIGKILL)
    }
}
