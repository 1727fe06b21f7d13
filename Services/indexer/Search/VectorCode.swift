/// A vector in whole steps: small, quick to compare, and with a bound for what the steps leave out.
struct VectorCode<Step: FixedWidthInteger & SignedInteger & Sendable>: Sendable {
    private(set) var steps: [Step]
    /// What one step is worth.
    private(set) var scale: Float
    /// The length of the steps' vector.
    private(set) var length: Float
    /// The length of the difference between the vector and its steps.
    private(set) var slip: Float

    /// - Parameter bound: The size of the largest step.
    init(_ vector: some Collection<Float>, bound: Float) {
        let greatest = vector.reduce(0) { max($0, abs($1)) }
        let scale = greatest / bound
        var length: Float = 0
        var slip: Float = 0
        self.steps = []
        self.steps.reserveCapacity(vector.count)
        for value in vector {
            let step = scale > 0 ? (value / scale).rounded() : 0
            self.steps.append(Step(step))
            length += step * scale * step * scale
            slip += (value - step * scale) * (value - step * scale)
        }
        self.scale = scale
        self.length = length.squareRoot()
        self.slip = slip.squareRoot()
    }
}
