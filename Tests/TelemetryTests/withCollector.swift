import Foundation
import HTTPFetch
import Logging
import Synchronization
import TestSupport

/// What a collector got, in the order of its arrival.
final class Collected: Sendable {
    private let all = Mutex<[ScriptedRequest]>([])

    var requests: [ScriptedRequest] { self.all.withLock { $0 } }

    func add(_ request: ScriptedRequest) { self.all.withLock { $0.append(request) } }

    /// The bodies as JSON, read by Foundation.
    func json() throws -> [[String: Any]] {
        try self.requests.compactMap { try JSONSerialization.jsonObject(with: Data($0.body)) as? [String: Any] }
    }
}

/// Runs an operation beside a collector that answers its requests one after another as told, the last answer again and
/// again.
func withCollector(
    answering answers: [(status: String, headers: [String])] = [("200 OK", [])],
    _ operation: @Sendable (ScriptedServer, Collected, CurlFetcher) async throws -> Void
) async throws {
    let collected = Collected()
    let count = Atomic(0)
    let script: RequestScript = { request, connection in
        collected.add(request)
        let number = count.add(1, ordering: .relaxed).oldValue
        let answer = answers[min(number, answers.count - 1)]
        try await connection.respond(answer.status, answer.headers, body: "{}")
    }
    try await withScriptedServer(script) { server in
        let http = try CurlFetcher(
            configuration: CurlFetcherConfiguration(proxy: ""),
            logger: Logger(label: "test")
        )
        try await operation(server, collected, http)
        await http.shutdown()
    }
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
