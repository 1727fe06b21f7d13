package import Foundation
import Synchronization

/// A real Chroma server of one test or suite: its own port, folder and process.
package final class ChromaServer: Sendable {
    package let port: Int
    package let folder: URL
    private let executable: URL
    private let process = Mutex<ServerProcess?>(nil)

    init(port: Int, folder: URL, executable: URL) {
        self.port = port
        self.folder = folder
        self.executable = executable
    }

    /// Where clients find it.
    package var url: String { "http://127.0.0.1:\(self.port)" }

    /// Starts the server (again), on the same port and data, and returns when it takes connections.
    package func start() async throws {
        let started = try ServerProcess(
            executable: self.executable,
            arguments: ["run", "--host", "127.0.0.1", "--port", "\(self.port)", "--path", self.dataFolder.path],
            environment: ["ANONYMIZED_TELEMETRY": "False"],
            log: self.logFile
        )
        self.process.withLock { $0 = started }
        for _ in 0..<6_000 {
            if PortProbe.isListening(self.port) { return }
            guard started.isRunning else { throw ChromaServerError.ended(log: self.log) }
            try await Task.sleep(for: .milliseconds(10))
        }
        await self.kill()
        throw ChromaServerError.silent(log: self.log)
    }

    /// Ends the server as a crash would (SIGKILL).
    package func kill() async {
        await self.process.withLock { $0 }?.end(by: SIGKILL)
    }

    /// Makes the server hang: connections stay open, nothing is answered (SIGSTOP).
    package func pause() {
        self.process.withLock { $0 }?.signal(SIGSTOP)
    }

    /// Lets a paused server go on (SIGCONT).
    package func resume() {
        self.process.withLock { $0 }?.signal(SIGCONT)
    }

    /// Removes all that a stopped server has kept.
    package func removeData() throws {
        try FileManager.default.removeItem(at: self.dataFolder)
    }

    /// What the server has logged.
    package var log: String {
        (try? String(contentsOf: self.logFile, encoding: .utf8)) ?? ""
    }

    private var logFile: URL { self.folder.appendingPathComponent("server.log") }
    private var dataFolder: URL { self.folder.appendingPathComponent("data") }
}
