package import Foundation
import Synchronization

/// A real Redis of one test: its own port, folder and process.
package final class RedisServer: Sendable {
    package struct Options: Sendable {
        package var password: String?
        /// Serves TLS only, with a certificate for `localhost` and 127.0.0.1.
        package var tls = false
        /// Further arguments of `redis-server`, such as `["--appendonly", "yes"]`.
        package var arguments: [String] = []

        package init(password: String? = nil, tls: Bool = false, arguments: [String] = []) {
            self.password = password
            self.tls = tls
            self.arguments = arguments
        }
    }

    package let port: Int
    package let folder: URL
    private let options: Options
    private let executable: URL
    private let process = Mutex<ServerProcess?>(nil)

    init(port: Int, folder: URL, options: Options, executable: URL) {
        self.port = port
        self.folder = folder
        self.options = options
        self.executable = executable
    }

    /// Where clients find it, the password included.
    package var url: String {
        let password = self.options.password?.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        let user = password.map { ":\($0)@" } ?? ""
        return self.options.tls
            ? "rediss://\(user)localhost:\(self.port)" : "redis://\(user)127.0.0.1:\(self.port)"
    }

    /// The certificate authority of a server with TLS.
    package var authorityFile: String { self.folder.appendingPathComponent("server.crt").path }

    /// The process's id, or nil while it does not run.
    package var pid: Int32? {
        self.process.withLock { $0 }.flatMap { $0.isRunning ? $0.pid : nil }
    }

    /// Starts the server (again), on the same port and folder, and returns when it answers.
    package func start() async throws {
        guard self.pid == nil else { return }
        let started = try ServerProcess(executable: self.executable, arguments: self.arguments, log: self.logFile)
        self.process.withLock { $0 = started }
        for _ in 0..<1_000 {
            switch UnixSocketProbe.ask(self.socketFile) {
            case .some(let answer) where answer.hasPrefix("+PONG") || answer.hasPrefix("-NOAUTH"): return
            default: break
            }
            guard started.isRunning else { throw RedisServerError.ended(log: self.log) }
            try await Task.sleep(for: .milliseconds(10))
        }
        await self.kill()
        throw RedisServerError.silent(log: self.log)
    }

    /// Ends the server as an operator would (SIGTERM).
    package func stop() async {
        await self.process.withLock { $0 }?.end(by: SIGTERM)
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

    /// What the server has logged.
    package var log: String {
        (try? String(contentsOf: self.logFile, encoding: .utf8)) ?? ""
    }

    private var logFile: URL { self.folder.appendingPathComponent("server.log") }

    var socketFile: String { self.folder.appendingPathComponent("redis.sock").path }

    private var arguments: [String] {
        var arguments = [
            "--port", self.options.tls ? "0" : "\(self.port)", "--bind", "127.0.0.1", "--dir", self.folder.path,
            "--unixsocket", self.socketFile, "--save", "", "--appendonly", "no", "--daemonize", "no",
            "--enable-debug-command", "yes",
        ]
        if self.options.tls {
            arguments += [
                "--tls-port", "\(self.port)", "--tls-auth-clients", "no", "--tls-cert-file", self.authorityFile,
                "--tls-key-file", self.folder.appendingPathComponent("server.key").path,
            ]
        }
        if let password = self.options.password {
            arguments += ["--requirepass", password]
        }
        return arguments + self.options.arguments
    }
}
