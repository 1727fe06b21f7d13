import Foundation
import InMemoryLogging
import Logging
import Observability
import Spans
import Testing

@testable import Telemetry

@Suite struct FaultTests {
    private struct Trouble: Error, CustomStringConvertible {
        var description: String
    }

    private static func fault(
        _ message: Logger.Message,
        _ metadata: Logger.Metadata = [:],
        error: (any Error)? = nil
    ) -> Fault {
        let event = LogEvent(
            level: .error,
            message: message,
            error: error,
            metadata: nil,
            source: nil,
            file: "LLM/Work.swift",
            function: "work()",
            line: 7
        )
        return Fault(event, logger: "aura-llm", metadata: metadata)
    }

    @Test func fingerprintIsTheSameWhateverTheMomentSays() {
        let first = Self.fault("A run failed", ["run": "1", "errorType": "ProviderError", "error": "one"])
        let second = Self.fault("A run failed", ["run": "2", "errorType": "ProviderError", "error": "two"])
        let other = Self.fault("A run failed", ["run": "1", "errorType": "WorkerLost"])
        let thrown = Self.fault("A run failed", error: Trouble(description: "x"))
        #expect(first.fingerprint == ["A run failed", "LLM/Work.swift:work()", "ProviderError"])
        #expect(first.fingerprint == second.fingerprint)
        #expect(first.fingerprint != other.fingerprint)
        #expect(thrown.type == "Trouble")
    }

    @Test func secretsAreLeftOut() throws {
        let fault = Self.fault(
            "Request failed",
            [
                "apiKey": "k-123", "nested": ["password": "p-123", "ok": "yes"], "list": ["Bearer b-123"],
                "fault": "request", "trace": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ],
            error: Trouble(description: "refused Bearer b-123 at redis://u:p-123@host")
        )
        #expect(fault.kind == .request)
        #expect(fault.trace?.span.description == "00f067aa0ba902b7")
        let envelope = try SentryEnvelope(
            fault,
            held: 0,
            of: Resource(service: "aura-llm", instance: "llm-1.x", version: "1"),
            environment: "test"
        ).encoded()
        let text = String(decoding: envelope, as: UTF8.self)
        #expect(!text.contains("-123"))
        #expect(text.contains("yes"))
    }

    @Test func everyErrorIsCountedAndLoggedOnceWhateverTheLogsLevel() {
        let base = InMemoryLogHandler()
        for (level, expected) in [(Logger.Level.trace, 3), (.error, 2), (.critical, 1)] {
            base.clear()
            let logger = Logger(label: "x") { label in
                var base = base
                base.logLevel = level
                return FaultLogHandler(label: label, base: base, reporter: nil)
            }
            logger.warning("w")
            logger.error("e")
            logger.critical("c")
            #expect(base.entries.count == expected)
        }
    }
}
