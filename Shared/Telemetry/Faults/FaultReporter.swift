package import HTTPFetch
package import Logging
import Metrics
import Synchronization

/// Tells errors to Sentry, or to what speaks as it does; never makes anybody wait.
package final class FaultReporter: Sendable {
    /// Counts errors by their kind, told or not.
    package static let errors = "aura_errors_total"
    package static let reports = "aura_error_reports_total"
    /// What becomes of errors that are to be told; the counter's label.
    package enum Outcome: String, CaseIterable {
        case sent
        /// Enough was told of its cause, or in all, or Sentry wants no more for now.
        case held
        /// Sentry was away or refused it, or more came than wait.
        case dropped
    }

    private struct Report {
        var fault: Fault
        var held: Int
    }

    private let configuration: FaultConfiguration
    private let queue: ExportQueue<Report>
    private let throttle: Mutex<FaultThrottle>
    private let limits = Mutex(SentryRateLimits())

    package init(_ configuration: FaultConfiguration, capacity: Int = 100, grace: Duration = .seconds(2)) {
        self.configuration = configuration
        self.throttle = Mutex(FaultThrottle())
        self.queue = ExportQueue(
            capacity: capacity,
            batch: 1,
            pause: .seconds(60),
            grace: grace,
            onDrop: { Self.count(.dropped, $0) }
        )
    }

    /// Makes a report of an entry unless enough was told of its cause.
    func report(_ event: LogEvent, logger: String, metadata: Logger.Metadata) {
        let cause = Fault.fingerprint(of: event, metadata: metadata)
        guard let held = self.throttle.withLock({ $0.admit(cause, at: .now) }) else { return Self.count(.held) }
        self.queue.add(Report(fault: Fault(event, logger: logger, metadata: metadata), held: held))
    }

    /// Has what is there sent, and ``run(http:logger:)`` return.
    package func finish() {
        self.queue.finish()
    }

    /// Sends until ``finish()``, and then what is left, for a moment.
    package func run(http: some HTTPFetching, logger: Logger) async {
        let version = self.configuration.resource.attributes["service.version"] ?? ""
        let authorization = self.configuration.address.authorization(client: "aura-platform/\(version)")
        let collector = Collector(
            url: self.configuration.address.url,
            headers: [FetchHeader(name: "X-Sentry-Auth", value: authorization)],
            timeout: self.configuration.timeout,
            http: http
        )
        let standing = ExportStanding("Errors", logger: logger)
        await self.queue.run { reports in
            for report in reports { await self.send(report, to: collector, standing) }
        }
    }

    private func send(_ report: Report, to collector: Collector, _ standing: ExportStanding) async {
        guard !self.limits.withLock({ $0.hold(at: .now) }) else { return Self.count(.held) }
        let envelope = SentryEnvelope(
            report.fault,
            held: report.held,
            of: self.configuration.resource,
            environment: self.configuration.environment
        )
        guard let body = try? envelope.encoded() else { return Self.count(.dropped) }
        do throws(FetchError) {
            let answer = try await collector.post(body, type: "application/x-sentry-envelope")
            self.limits.withLock {
                $0.answered(
                    answer.status,
                    limits: answer.headers.values(of: "X-Sentry-Rate-Limits"),
                    retryAfter: answer.retryAfter,
                    at: .now
                )
            }
            if (200..<300).contains(answer.status) {
                standing.succeeded()
                return Self.count(.sent)
            }
            if answer.status != 429 { standing.failed("HTTP \(answer.status)") }
            Self.count(answer.status == 429 ? .held : .dropped)
        } catch {
            standing.failed("\(error.code): \(error.message)")
            Self.count(.dropped)
        }
    }

    private static func count(_ outcome: Outcome, _ count: Int = 1) {
        Counter(label: Self.reports, dimensions: [("outcome", outcome.rawValue)]).increment(by: count)
    }
}
