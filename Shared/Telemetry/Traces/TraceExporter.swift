import FoundationEssentials
package import HTTPFetch
package import Logging
import Metrics

/// Sends spans that have ended to an OTLP/HTTP collector, many at once, and never makes anybody wait.
package final class TraceExporter: Sendable {
    package static let counter = "aura_spans_total"
    /// What becomes of spans; the counter's label.
    package enum Outcome: String, CaseIterable {
        case exported
        /// The collector was away for too long, refused them, or more came than wait.
        case dropped
    }

    private static let attempts = 4

    private let configuration: TraceConfiguration
    private let queue: ExportQueue<FinishedSpan>

    package init(_ configuration: TraceConfiguration, capacity: Int = 4096, grace: Duration = .seconds(2)) {
        self.configuration = configuration
        self.queue = ExportQueue(
            capacity: capacity,
            batch: 512,
            pause: configuration.pause,
            grace: grace,
            onDrop: { Self.count(.dropped, $0) }
        )
    }

    func add(_ span: FinishedSpan) {
        self.queue.add(span)
    }

    /// Has what is there sent, and ``run(http:logger:)`` return.
    package func finish() {
        self.queue.finish()
    }

    /// Sends until ``finish()``, and then what is left, for a moment.
    package func run(http: some HTTPFetching, logger: Logger) async {
        let collector = Collector(
            url: self.configuration.url,
            headers: self.configuration.headers,
            timeout: self.configuration.timeout,
            http: http
        )
        let standing = ExportStanding("Traces", logger: logger)
        await self.queue.run { await self.send($0, to: collector, standing) }
    }

    /// Repeats where the collector may take them later (OTLP 1.5, OTLP/HTTP Response).
    private func send(_ spans: [FinishedSpan], to collector: Collector, _ standing: ExportStanding) async {
        guard let body = try? JSONEncoder().encode(OTLPTraces(spans, of: self.configuration.resource)) else {
            return Self.count(.dropped, spans.count)
        }
        for attempt in 1...Self.attempts {
            var pause = Duration.seconds(1 << (attempt - 1)) * Double.random(in: 0.5...1)
            do throws(FetchError) {
                let answer = try await collector.post(Array(body), type: "application/json")
                if (200..<300).contains(answer.status) {
                    standing.succeeded()
                    return Self.count(.exported, spans.count)
                }
                standing.failed("HTTP \(answer.status)")
                guard [429, 502, 503, 504].contains(answer.status) else { break }
                if let asked = answer.retryAfter { pause = min(max(asked, pause), .seconds(30)) }
            } catch {
                standing.failed("\(error.code): \(error.message)")
            }
            guard attempt < Self.attempts, (try? await Task.sleep(for: pause)) != nil else { break }
        }
        Self.count(.dropped, spans.count)
    }

    private static func count(_ outcome: Outcome, _ spans: Int) {
        Counter(label: Self.counter, dimensions: [("outcome", outcome.rawValue)]).increment(by: spans)
    }
}
