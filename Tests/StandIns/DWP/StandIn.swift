import ArgumentParser
import Foundation
import TestSupport
import UnixSignals

/// Runs the stand-in for the DWP gateway and backend by itself, for people who try the tasks without DWP.
@main
struct StandIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aura-dwp-stand-in",
        abstract: "Answers the AgentTask API as DWP does; keeps tasks in memory and prints every call."
    )

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port = 8080

    @Option(name: .customLong("delay-ms"), help: "How long every call takes, in milliseconds.")
    var delay = 0

    @Option(name: .customLong("fail-for-seconds"), help: "Answers 503 for so long after the start.")
    var failing = 0.0

    mutating func validate() throws {
        guard (0...65_535).contains(self.port) else { throw ValidationError("--port must be from 0 to 65535") }
        guard (0...600_000).contains(self.delay) else { throw ValidationError("--delay-ms must be from 0 to 600000") }
        guard (0...86_400).contains(self.failing) else {
            throw ValidationError("--fail-for-seconds must be from 0 to 86400")
        }
    }

    func run() async throws {
        let backend = DWPBackend { call in Self.say(CallLine.text(of: call)) }
        backend.delay = .milliseconds(self.delay)
        if self.failing > 0 {
            let end = ContinuousClock.now + .seconds(self.failing)
            backend.plan { _ in ContinuousClock.now < end ? .status(503) : nil }
        }
        let (host, port) = (self.host, self.port)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let signals = await UnixSignalsSequence(trapping: [.sigterm, .sigint])
            tasks.addTask { try await backend.run(host: host, port: port) }
            tasks.addTask {
                while backend.port == 0 { try await Task.sleep(for: .milliseconds(5)) }
                Self.say("Listening on \(backend.url)")
                for await _ in signals { break }
            }
            defer { tasks.cancelAll() }
            // The end of the one is its failure; that of the other a signal, or the address said.
            try await tasks.next()
        }
    }

    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}
