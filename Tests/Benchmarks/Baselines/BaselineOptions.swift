import ArgumentParser
import Foundation
import TestSupport

/// Other relays on the same upstream, for comparison.
struct BaselineOptions: ParsableArguments {
    @Option(
        help: "A Python that has FastAPI, uvicorn, openai and PyJWT, as Tools/python/install.sh fastapi makes."
    )
    var fastapiPython = ".aura/fastapi/bin/python"

    @Flag(help: "Leaves other relays out.")
    var alone = false

    static let fastAPI = "FastAPI"

    /// Starts those that are on this machine; `notes` says what is left out, and why.
    func start(
        on bench: Bench,
        upstreamPort: Int,
        callers: Callers,
        notes: inout [String]
    ) async throws -> [RelayPath] {
        guard !self.alone else { return [] }
        var paths: [RelayPath] = []
        if let (program, port) = try await self.startFastAPI(on: bench, upstreamPort: upstreamPort, notes: &notes) {
            paths.append(
                RelayPath(
                    name: Self.fastAPI,
                    target: .chat(port: port, callers: callers),
                    programs: [(Self.fastAPI, program.pid)],
                    mayLag: true
                )
            )
        }
        if let nginx = Program.installed("nginx") {
            let port = try FreePort.find()
            let file = bench.folder.appendingPathComponent("nginx.conf")
            try Data(Self.nginxConfiguration(port, upstreamPort, bench.folder.path).utf8).write(to: file)
            let program = try bench.start(
                "nginx",
                nginx,
                arguments: ["-c", file.path, "-e", "stderr", "-p", bench.folder.path]
            )
            try await program.waitUntil("http://127.0.0.1:\(port)/", with: bench.fetcher) { status, _ in status == 400 }
            paths.append(
                RelayPath(
                    name: "nginx",
                    target: .provider(port: port),
                    programs: [("nginx", program.pid)],
                    mayLag: true
                )
            )
        } else {
            notes.append("nginx is left out: not installed (Debian: nginx-light)")
        }
        return paths
    }

    /// Starts the roadmap's design; nil, with a note, where there is no such Python.
    func startFastAPI(
        on bench: Bench,
        upstreamPort: Int,
        notes: inout [String]
    ) async throws -> (program: RunningProgram, port: Int)? {
        guard FileManager.default.isExecutableFile(atPath: self.fastapiPython),
            let script = Bundle.module.url(forResource: "fastapi_proxy", withExtension: "py")
        else {
            notes.append("FastAPI is left out: no \(self.fastapiPython) (Tools/python/install.sh fastapi makes it)")
            return nil
        }
        let port = try FreePort.find()
        let program = try bench.start(
            Self.fastAPI,
            URL(fileURLWithPath: self.fastapiPython),
            arguments: [
                "-m", "uvicorn", "fastapi_proxy:app", "--app-dir", script.deletingLastPathComponent().path, "--host",
                "127.0.0.1", "--port", "\(port)", "--loop", "uvloop", "--http", "httptools", "--workers", "1",
                "--log-level", "warning", "--no-access-log",
            ],
            environment: [
                "JWT_SECRET": Callers.secret, "OPENAI_BASE_URL": "http://127.0.0.1:\(upstreamPort)/v1",
                "PYTHONDONTWRITEBYTECODE": "1",
            ]
        )
        try await program.waitUntil("http://127.0.0.1:\(port)/health", with: bench.fetcher, poll: .milliseconds(50))
        return (program, port)
    }

    /// A plain proxy in one process, with kept connections and nothing held back.
    private static func nginxConfiguration(_ port: Int, _ upstreamPort: Int, _ folder: String) -> String {
        """
        daemon off;
        master_process off;
        pid \(folder)/nginx.pid;
        worker_rlimit_nofile 16384;
        events { worker_connections 8192; }
        http {
            access_log off;
            client_body_temp_path \(folder)/nginx-body;
            proxy_temp_path \(folder)/nginx-proxy;
            fastcgi_temp_path \(folder)/nginx-fastcgi;
            uwsgi_temp_path \(folder)/nginx-uwsgi;
            scgi_temp_path \(folder)/nginx-scgi;
            upstream provider { server 127.0.0.1:\(upstreamPort); keepalive 256; }
            server {
                listen 127.0.0.1:\(port);
                location / {
                    proxy_pass http://provider;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_buffering off;
                    tcp_nodelay on;
                }
            }
        }

        """
    }
}
