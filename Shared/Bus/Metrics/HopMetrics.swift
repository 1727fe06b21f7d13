package import Metrics
package import Observability

/// Times what we ourselves add to an answer's way, hop by hop.
package struct HopMetrics: Sendable {
    private static let name = "aura_hop_seconds"

    /// The series that stand at zero from the start.
    package static let declaration = MetricDeclaration(
        Self.name,
        .seconds,
        help: """
            Our own part of the way to an answer: edge, from a call that was read to its command in Redis, without the \
            search for its documents; queue, from there until a worker has it; worker, from there to the first request \
            to a provider; return, from a stream's first text in Redis to its write to the client (queue and return \
            compare Redis's clock with our own, and hold the difference of both).
            """,
        labelSets: MetricDeclaration.labelSets(crossing: ["hop": ["edge", "queue", "worker", "return"]])
    )

    /// From a call that was read to its command in Redis.
    package let edge: Timer
    /// From a command in Redis until a worker has it.
    package let queue: Timer
    /// From there to the first request to a provider.
    package let worker: Timer
    /// From a stream's first text in Redis to its write to the client.
    package let wayBack: Timer

    package init(factory: any MetricsFactory = MetricsSystem.factory) {
        func timer(_ hop: String) -> Timer {
            Timer(label: Self.name, dimensions: [("hop", hop)], factory: factory)
        }
        self.edge = timer("edge")
        self.queue = timer("queue")
        self.worker = timer("worker")
        self.wayBack = timer("return")
    }
}
