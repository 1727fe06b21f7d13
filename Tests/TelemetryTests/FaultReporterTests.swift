import Foundation
import HTTPFetch
import Logging
import TestSupport
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(1))) struct FaultReporterTests {
    private struct Trouble: Error, CustomStringConvertible {
        var description: String { "the disk said Bearer t-123" }
    }

    private static func reporter(_ server: ScriptedServer) throws -> FaultReporter {
        FaultReporter(
            FaultConfiguration(
                address: try #require(SentryAddress("http://publickey@127.0.0.1:\(server.port)/42")),
                resource: Resource(service: "aura-llm", instance: "llm-1.x", version: "1.2.3"),
                environment: "test",
                timeout: .seconds(5)
            ),
            grace: .seconds(10)
        )
    }

    private static func logger(_ reporter: FaultReporter) -> Logger {
        Logger(label: "aura-llm") { label in
            FaultLogHandler(label: label, base: SwiftLogNoOpLogHandler(), reporter: reporter)
        }
    }

    /// The lines of an envelope, each read as JSON.
    private static func lines(_ request: ScriptedRequest) throws -> [[String: Any]] {
        try request.body.split(separator: UInt8(ascii: "\n")).map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        }
    }

    @Test func errorArrivesAsAnEnvelope() async throws {
        try await withCollector { server, collected, http in
            let reporter = try Self.reporter(server)
            let logger = Self.logger(reporter)
            logger.warning("no error")
            logger.error(
                "A run failed",
                error: Trouble(),
                metadata: [
                    "fault": "run", "run": "abc", "apiKey": "k-123",
                    "trace": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                ]
            )
            reporter.finish()
            await reporter.run(http: http, logger: silent)

            #expect(collected.requests.count == 1)
            let request = try #require(collected.requests.first)
            #expect(request.method == "POST")
            #expect(request.path == "/api/42/envelope/")
            #expect(request.header("Content-Type") == "application/x-sentry-envelope")
            let authorization = try #require(request.header("X-Sentry-Auth"))
            #expect(authorization.contains("sentry_version=7") && authorization.contains("sentry_key=publickey"))
            let lines = try Self.lines(request)
            #expect(lines.count == 3)
            #expect(lines[1]["type"] as? String == "event")
            let bytes = request.body.split(separator: UInt8(ascii: "\n"))[2].count
            #expect(lines[1]["length"] as? Int == bytes)
            let event = lines[2]
            #expect(event["event_id"] as? String == lines[0]["event_id"] as? String)
            #expect((event["event_id"] as? String)?.count == 32)
            #expect(event["level"] as? String == "error")
            #expect(event["release"] as? String == "aura-platform@1.2.3")
            #expect(event["environment"] as? String == "test")
            #expect(event["server_name"] as? String == "llm-1.x")
            #expect((event["tags"] as? [String: String]) == ["service": "aura-llm", "kind": "run"])
            let trace = (event["contexts"] as? [String: [String: String]])?["trace"]
            #expect(trace == ["trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span_id": "00f067aa0ba902b7"])
            let exceptions = (event["exception"] as? [String: [[String: String]]])?["values"]
            #expect(exceptions?.first?["type"] == "Trouble")
            #expect(exceptions?.first?["value"] == "the disk said Bearer [redacted]")
            let fingerprint = try #require(event["fingerprint"] as? [String])
            #expect(fingerprint.prefix(2) == ["aura-llm", "A run failed"])
            #expect(fingerprint.last == "Trouble")
            #expect((event["extra"] as? [String: String])?["run"] == "abc")
            #expect(!String(decoding: request.body, as: UTF8.self).contains("-123"))
        }
    }

    @Test func oneCauseIsToldAFewTimesOnly() async throws {
        try await withCollector { server, collected, http in
            let reporter = try Self.reporter(server)
            let logger = Self.logger(reporter)
            for number in 0..<200 { logger.error("The same", metadata: ["run": "\(number)"]) }
            logger.error("Another")
            reporter.finish()
            await reporter.run(http: http, logger: silent)
            #expect(collected.requests.count == 6)
        }
    }

    @Test(arguments: [
        ("429 Too Many Requests", ["Retry-After: 60"]), ("429 Too Many Requests", []),
        ("200 OK", ["X-Sentry-Rate-Limits: 60:error:organization"]),
    ])
    func whoWantsNoMoreGetsNoMore(status: String, headers: [String]) async throws {
        try await withCollector(answering: [(status, headers)]) { server, collected, http in
            let reporter = try Self.reporter(server)
            let logger = Self.logger(reporter)
            for number in 0..<5 { logger.error("Error \(number)") }
            reporter.finish()
            await reporter.run(http: http, logger: silent)
            #expect(collected.requests.count == 1)
        }
    }

    @Test func troubleOfTheReporterIsNoErrorToReport() async throws {
        try await withCollector(answering: [("500 Internal Server Error", [])]) { server, collected, http in
            let reporter = try Self.reporter(server)
            let logger = Self.logger(reporter)
            logger.error("One")
            logger.error("Two")
            reporter.finish()
            await reporter.run(http: http, logger: logger)
            #expect(collected.requests.count == 2)
        }
    }
}
