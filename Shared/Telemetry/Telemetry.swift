import HTTPFetch
package import Logging
package import Observability

/// What a process tells of itself to collectors: its traces and its errors, each where it is configured.
package struct Telemetry: Sendable {
    private let traces: TraceExporter?
    /// Gets the errors of the log.
    package let faults: FaultReporter?
    /// Makes the spans; nil where nothing is traced.
    package let tracer: OTLPTracer?

    package init(traces: TraceConfiguration? = nil, faults: FaultConfiguration? = nil) {
        let exporter = traces.map { TraceExporter($0) }
        self.traces = exporter
        self.tracer = exporter.flatMap { exporter in
            traces.map { OTLPTracer(sampler: $0.sampler, exporter: exporter) }
        }
        self.faults = faults.map { FaultReporter($0) }
    }

    /// The metrics that stand at zero from the start.
    package static let declarations = [
        MetricDeclaration(
            FaultReporter.errors,
            .counter,
            help: "Errors that were logged, by what they ended.",
            labelSets: MetricDeclaration.labelSets(crossing: ["kind": FaultKind.allCases.map(\.rawValue)])
        ),
        MetricDeclaration(
            FaultReporter.reports,
            .counter,
            help: "Errors that SENTRY_DSN was to be told, by what became of that.",
            labelSets: MetricDeclaration.labelSets(
                crossing: ["outcome": FaultReporter.Outcome.allCases.map(\.rawValue)]
            )
        ),
        MetricDeclaration(
            TraceExporter.counter,
            .counter,
            help: "Spans for the collector of traces, by what became of them.",
            labelSets: MetricDeclaration.labelSets(
                crossing: ["outcome": TraceExporter.Outcome.allCases.map(\.rawValue)]
            )
        ),
    ]

    /// Sends beside the work what it tells, and after its end, for a moment, what is left.
    package func whileWorking<Result: Sendable>(logger: Logger, _ work: () async -> Result) async -> Result {
        guard self.traces != nil || self.faults != nil else { return await work() }
        let http: CurlFetcher
        do {
            http = try CurlFetcher(
                configuration: CurlFetcherConfiguration(maximumConnections: 4, maximumHostConnections: 0),
                logger: logger
            )
        } catch {
            logger.warning("Nothing is told to collectors", metadata: ["error": "\(error)"])
            return await work()
        }
        return await withTaskGroup(of: Void.self) { tasks in
            if let traces { tasks.addTask { await traces.run(http: http, logger: logger) } }
            if let faults { tasks.addTask { await faults.run(http: http, logger: logger) } }
            let result = await work()
            self.traces?.finish()
            self.faults?.finish()
            return result
        }
    }
}
