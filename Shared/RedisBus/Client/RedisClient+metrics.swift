import Metrics
package import Observability

extension RedisClient {
    /// The families that stand at zero from the start.
    package static let metrics = [
        MetricDeclaration(
            "aura_redis_round_trip_seconds",
            .seconds,
            help: """
                From sending a command, or several in one piece, to the reply or the end of the wait for it; every one \
                is measured, but reads that wait for something to come.
                """
        )
    ]

    static func makeRoundTripTimer(_ factory: any MetricsFactory) -> Timer {
        Timer(label: "aura_redis_round_trip_seconds", dimensions: [], factory: factory)
    }
}
