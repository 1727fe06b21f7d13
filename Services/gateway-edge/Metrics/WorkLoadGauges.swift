import Bus
import Logging
import Metrics
import Observability
import ServiceLifecycle

/// Shows how much work waits on the bus, for all services: every edge looks for itself, so that the numbers stand
/// though the service that they are about is down. What cannot be counted is shown as no number.
struct WorkLoadGauges: Service {
    /// One stream of work.
    struct Source: Sendable {
        /// The value of its label.
        var name: String
        var look: @Sendable () async throws(BusError) -> WorkLoad
    }

    private static let depth = "aura_queue_depth"
    private static let pending = "aura_queue_pending"
    private static let dead = "aura_dead_letters"

    private struct Row: Sendable {
        let source: Source
        let depth: Gauge
        let pending: Gauge
        let dead: Gauge

        func show(_ load: WorkLoad?) {
            self.depth.record(load.map { Double($0.depth) } ?? .nan)
            self.pending.record(load.map { Double($0.pending) } ?? .nan)
            self.dead.record(load.map { Double($0.dead) } ?? .nan)
        }
    }

    private let rows: [Row]
    private let interval: Duration
    private let logger: Logger

    /// - Parameter interval: From one look to the next; after one that failed the next comes sooner.
    init(
        _ sources: [Source],
        interval: Duration = .seconds(5),
        logger: Logger,
        factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.rows = sources.map { source in
            func gauge(_ name: String) -> Gauge {
                Gauge(label: name, dimensions: [("service", source.name)], factory: factory)
            }
            return Row(source: source, depth: gauge(Self.depth), pending: gauge(Self.pending), dead: gauge(Self.dead))
        }
        self.interval = interval
        self.logger = logger
    }

    /// The families that stand at zero from the start, for sources of these names.
    static func declarations(of names: [String]) -> [MetricDeclaration] {
        let labelSets = MetricDeclaration.labelSets(crossing: ["service": names])
        return [
            MetricDeclaration(
                Self.depth,
                .gauge,
                help: "Commands of a service, or events, that are not finished; every edge counts them all.",
                labelSets: labelSets
            ),
            MetricDeclaration(
                Self.pending,
                .gauge,
                help: "Those of them that a worker has; every edge counts them all.",
                labelSets: labelSets
            ),
            MetricDeclaration(
                Self.dead,
                .gauge,
                help: "Commands of a service, or events, that were given up and are kept; every edge counts them all.",
                labelSets: labelSets
            ),
        ]
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let isKnown = await self.refresh()
                try? await Task.sleep(for: isKnown ? self.interval : self.interval / 5)
            }
        }
    }

    /// Looks once; false where something could not be counted.
    func refresh() async -> Bool {
        var isKnown = true
        for row in self.rows {
            do throws(BusError) {
                row.show(try await row.source.look())
            } catch {
                isKnown = false
                row.show(nil)
                let metadata: Logger.Metadata = ["service": "\(row.source.name)", "error": "\(error)"]
                self.logger.debug("Counting what waits failed", metadata: metadata)
            }
        }
        return isKnown
    }
}
