/// How fast something grows.
enum Slope {
    /// The straight line's rise by least squares; zero for fewer than two points or for points at one place.
    static func of(_ points: [(at: Double, value: Double)]) -> Double {
        let count = Double(points.count)
        guard count >= 2 else { return 0 }
        let meanPlace = points.reduce(0) { $0 + $1.at } / count
        let meanValue = points.reduce(0) { $0 + $1.value } / count
        let spread = points.reduce(0) { $0 + ($1.at - meanPlace) * ($1.at - meanPlace) }
        guard spread > 0 else { return 0 }
        return points.reduce(0) { $0 + ($1.at - meanPlace) * ($1.value - meanValue) } / spread
    }
}
