import Foundation
import HTTPFetch
import Logging
import TestSupport

/// A running indexer process and what its admin port tells.
struct IndexerUnderTest: Sendable {
    let process: ServerProcess
    private let port: Int
    private let log: URL
    private let fetcher: CurlFetcher

    /// Starts the executable against a Redis, with its index in a folder, and returns when it is ready.
    init(executable: URL, redis: String, folder: URL) async throws {
        self.port = try FreePort.find()
        self.log = folder.appendingPathComponent("indexer.log")
        self.fetcher = try CurlFetcher(logger: Logger(label: "aura-bench"))
        self.process = try ServerProcess(
            executable: executable,
            environment: [
                "REDIS_URL": redis, "AURA_DATA_DIR": folder.appendingPathComponent("data").path,
                "AURA_ADMIN_HOST": "127.0.0.1", "AURA_ADMIN_PORT": "\(self.port)", "AURA_INSTANCE": "bench",
                "AURA_EMBEDDINGS": "hashing", "AURA_VECTOR_STORE": "sqlite", "LOG_LEVEL": "warning",
            ],
            log: self.log
        )
        let end = ContinuousClock.now + .seconds(20)
        while (try? await self.get("/health/ready").status) != 200 {
            guard self.process.isRunning, ContinuousClock.now < end else {
                await self.process.end(by: SIGKILL)
                throw IndexerUnderTestError(log: (try? String(contentsOf: self.log, encoding: .utf8)) ?? "")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// What its metrics say.
    func metrics() async throws -> MetricsPage {
        MetricsPage(try await self.get("/metrics").text)
    }

    private func get(_ path: String) async throws -> (status: Int, text: String) {
        let response = try await self.fetcher.fetch(FetchRequest(url: "http://127.0.0.1:\(self.port)\(path)"))
        return (response.status, String(decoding: try await response.body.collect(upTo: 16 << 20), as: UTF8.self))
    }
}

/// Why the indexer did not come up.
struct IndexerUnderTestError: Error, CustomStringConvertible {
    var log: String

    var description: String { "the indexer was never ready:\n\(self.log.suffix(2000))" }
}
