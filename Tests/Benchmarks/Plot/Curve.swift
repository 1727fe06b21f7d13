/// Added latency of one relay against the streams that it carries.
struct Curve: Codable, Sendable, Equatable {
    struct Point: Codable, Sendable, Equatable {
        var streams: Int
        /// Milliseconds more than without the relay.
        var median: Double
        var p99: Double
    }

    var name: String
    var points: [Point] = []

    init(name: String, points: [Point] = []) {
        self.name = name
        self.points = points
    }

    mutating func add(_ streams: Int, _ sample: RelaySample, above direct: RelaySample) {
        let (own, base) = (sample.latencies, direct.latencies)
        self.points.append(Point(streams: streams, median: own.median - base.median, p99: own.p99 - base.p99))
    }
}
