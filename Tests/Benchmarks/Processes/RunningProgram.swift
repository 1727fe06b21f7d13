import Foundation
import HTTPFetch
import Logging
import TestSupport

/// A process that a benchmark has started.
struct RunningProgram: Sendable {
    let name: String
    let process: ServerProcess
    private let log: URL
    private let begun = ContinuousClock.now

    init(
        _ name: String,
        _ executable: URL,
        arguments: [String] = [],
        environment: [String: String] = [:],
        folder: URL
    ) throws {
        self.name = name
        self.log = folder.appendingPathComponent("\(name)-\(UUID().uuidString.prefix(4)).log")
        self.process = try ServerProcess(
            executable: executable,
            arguments: arguments,
            environment: environment,
            log: self.log
        )
    }

    var pid: Int32 { self.process.pid }

    /// Waits until a page is answered as it should; returns how long after its start that was.
    @discardableResult
    func waitUntil(
        _ url: String,
        with fetcher: CurlFetcher,
        poll: Duration = .milliseconds(2),
        isRight: (Int, String) -> Bool = { status, _ in status == 200 }
    ) async throws -> Duration {
        let end = self.begun + .seconds(20)
        while true {
            if let response = try? await fetcher.fetch(FetchRequest(url: url)),
                let body = try? await response.body.collect(upTo: 1 << 20),
                isRight(response.status, String(decoding: body, as: UTF8.self))
            {
                return ContinuousClock.now - self.begun
            }
            guard self.process.isRunning, ContinuousClock.now < end else {
                await self.process.end(by: SIGKILL)
                throw RunningProgramError(name: self.name, log: self.words)
            }
            try await Task.sleep(for: poll)
        }
    }

    func times() throws -> ProcessTimes { try ProcessTimes(of: self.pid) }
    func memory() throws -> ProcessMemory { try ProcessMemory(of: self.pid) }

    /// What it has said, its end.
    var words: String { String(((try? String(contentsOf: self.log, encoding: .utf8)) ?? "").suffix(2000)) }
}

/// Why a program does not serve.
struct RunningProgramError: Error, CustomStringConvertible {
    var name: String
    var log: String

    var description: String { "\(self.name) was never ready:\n\(self.log)" }
}
