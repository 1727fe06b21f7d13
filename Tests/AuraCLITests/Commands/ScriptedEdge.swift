import Foundation
import Synchronization
import TestSupport

@testable import AuraCLI

/// Plays an edge as a script says and remembers what it was asked.
final class ScriptedEdge: Sendable {
    struct Question: Sendable {
        var method: String
        var path: String
        var lastEventID: String?
        var idempotencyKey: String?
        var userHeader: String?
        var tenant: String?
        var body: String

        /// Without its query.
        var route: String { "\(self.method) \(self.path.prefix { $0 != "?" })" }
    }

    typealias Script = @Sendable (Question, Int, ScriptedConnection) async throws -> Void

    private let asked = Mutex<[Question]>([])

    var questions: [Question] { self.asked.withLock { $0 } }

    /// - Parameter script: Gets each question and how often its route was asked before.
    func script(_ script: @escaping Script) -> RequestScript {
        { request, connection in
            let question = Question(
                method: request.method,
                path: request.path,
                lastEventID: request.header("Last-Event-ID"),
                idempotencyKey: request.header("Idempotency-Key"),
                userHeader: request.header("X-User-ID"),
                tenant: request.header("X-Tenant-ID"),
                body: String(decoding: request.body, as: UTF8.self)
            )
            let before = self.asked.withLock { asked in
                defer { asked.append(question) }
                return asked.count { $0.route == question.route }
            }
            try await script(question, before, connection)
        }
    }

    static let run = "0123456789abcdefghijklmnop"

    static let streamHead = [
        "Content-Type: text/event-stream", "X-Run-ID: \(ScriptedEdge.run)", "Transfer-Encoding: chunked",
    ]

    /// One event of the run.
    static func event(_ sequence: Int, _ data: String, name: String? = nil) -> String {
        let lines = data.split(separator: "\n", omittingEmptySubsequences: false).map { "data: \($0)\n" }.joined()
        return "id: \(Self.run):1-\(sequence)\n" + (name.map { "event: \($0)\n" } ?? "") + lines + "\n"
    }

    static let done = "data: [DONE]\n\n"

    /// An answer in the backend's envelope.
    static func envelope(_ data: String) -> String { #"{"status":"SUCCESS","success":true,"data":\#(data)}"# }

    /// Runs a test beside an edge.
    static func with(
        _ script: @escaping Script,
        _ body: @escaping @Sendable (ScriptedEdge, EdgeTool) async throws -> Void
    ) async throws {
        let edge = ScriptedEdge()
        try await withScriptedServer(edge.script(script)) { server in
            try await body(edge, EdgeTool(url: server.url("")))
        }
    }
}

/// The command itself, told where an edge is.
struct EdgeTool {
    let url: String

    static var executable: URL {
        get throws {
            let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent("aura-cli")
        }
    }

    func start(
        _ arguments: [String],
        input: ToolProcess.Input = .nothing,
        environment: [String: String] = [:]
    ) throws -> ToolProcess {
        let own = [
            "PATH": "/usr/bin:/bin", "AURA_URL": self.url, "JWT_SECRET": "a secret of the tool's tests, long enough",
        ]
        return try ToolProcess(
            executable: Self.executable,
            arguments: arguments,
            environment: own.merging(environment) { $1 },
            input: input
        )
    }
}
