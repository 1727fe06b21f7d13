/// A vector in whole steps: small, quick to compare, and with a bound for what the steps leave out.
struct VectorCode: Sendable, Equatable {
    /// Whole numbers, the greatest of them the bound's size.
    private(set) var steps: [Int16]
    /// What one step is worth.
    private(set) var scale: Float
    /// The length of the steps' vector.
    private(set) var length: Float
    /// The length of the difference between the vector and its steps.
    private(set) var slip: Float

    /// - Parameter bound: The size of the largest step, at most that of an `Int16`.
    init(_ vector: [Float], bound: Int16) {
        let scale = vector.reduce(0) { max($0, abs($1)) } / Float(bound)
        // A vector of zeros, or of numbers too small to be divided by, is all slip.
        let inverse = scale.isNormal ? 1 / scale : 0
        var length: Float = 0
        var slip: Float = 0
        self.steps = vector.map { value in
            let step = (value * inverse).rounded(.toNearestOrEven)
            let rest = value - step * scale
            length += step * step
            slip += rest * rest
            return Int16(max(-32767, min(32767, step)))
        }
        self.scale = scale
        self.length = length.squareRoot() * scale
        self.slip = slip.squareRoot()
    }
}
