import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

extension SystemTests {
    /// Clients that do not read.
    @Suite struct SlowReaders {
        @Test(.timeLimit(.minutes(2)))
        func readerThatNeverReadsCostsTheEdgeLittle() async throws {
            let word = String(repeating: "long ", count: 200)
            let answers = Atomic(0)
            try await withStack(
                provider: { _, connection in
                    try await connection.writeHead("200 OK", ProviderScripts.head)
                    for _ in 0..<3_000 { try await connection.writeChunk(ProviderScripts.delta(word)) }
                    try await connection.writeChunk(ProviderScripts.end)
                    // Counted here: a worker that has read the end may close before the last chunk is written.
                    answers.add(1, ordering: .relaxed)
                    try await connection.writeLastChunk()
                },
                { stack in
                    _ = try await stack.startWorker("llm-1")
                    let edge = try await stack.startEdge("edge-1")
                    // Warm: code, buffers and caches that every answer needs are there before the measurement.
                    for _ in 0..<3 {
                        var warm = try await edge.client().chat("long")
                        #expect(try await warm.rest().isDone)
                    }
                    let before = try Self.residentBytes(of: edge.process.pid)
                    // Several at once: what the allocator keeps for itself is the same for one and for many.
                    let clients = try (0..<4).map { _ in try DeafClient(port: edge.port, token: Stack.token()) }
                    defer { for client in clients { client.close() } }
                    while answers.load(ordering: .relaxed) < 3 + clients.count {
                        try await Task.sleep(for: .milliseconds(50))
                    }
                    // A stream after it has its end only when the edge has seen all that came before.
                    let runs = try clients.map { try $0.readRunID() }
                    let after = try Self.residentBytes(of: edge.process.pid)
                    #expect((after - before) / clients.count < 1 << 20, "3 MB of answer each")
                    for run in runs {
                        var rest = try await edge.client().stream("GET", "/runs/\(run)/stream")
                        #expect(try await rest.rest().text.utf8.count == 3_000 * word.utf8.count)
                    }
                }
            )
        }

        private static func residentBytes(of pid: Int32) throws -> Int {
            let text = try String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8)
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
    }
}
