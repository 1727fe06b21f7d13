import TestSupport

/// The product as far as it relays tokens: an edge, an llm, and the upstream behind them.
struct Relay: Sendable {
    var edge: RunningProgram
    var llm: RunningProgram
    var upstream: RunningProgram
    var edgePort: Int
    var upstreamPort: Int

    /// - Parameter concurrency: Streams that the llm answers at once.
    init(on bench: Bench, concurrency: Int) async throws {
        let (upstream, upstreamPort) = try await bench.startUpstream()
        let llm = try bench.startService(
            "llm",
            [
                "OPENAI_BASE_URL": "http://127.0.0.1:\(upstreamPort)/v1", "OPENAI_API_KEY": "none",
                "AURA_LLM_CONCURRENCY": "\(concurrency)",
            ]
        )
        try await llm.waitUntilReady(bench)
        let (edge, edgePort) = try await Self.startEdge(on: bench)
        self.edge = edge
        self.llm = llm.program
        self.upstream = upstream
        self.edgePort = edgePort
        self.upstreamPort = upstreamPort
    }

    /// Starts an edge and waits until it has its Redis; whether it has all workers is another matter.
    static func startEdge(on bench: Bench) async throws -> (program: RunningProgram, port: Int) {
        let port = try FreePort.find()
        let edge = try bench.startService("gateway-edge", ["AURA_HTTP_PORT": "\(port)"])
        try await edge.program.waitUntil("http://127.0.0.1:\(port)/health/ready", with: bench.fetcher) { _, text in
            text.contains(#""redis":"ready""#)
        }
        return (edge.program, port)
    }
}
