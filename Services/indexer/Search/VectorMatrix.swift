/// Vectors of one length, one after another in memory, compared with a query by brute force.
struct VectorMatrix: Sendable {
    let dimension: Int
    private var values: [Float] = []

    init(dimension: Int) {
        self.dimension = dimension
    }

    var count: Int { self.values.count / self.dimension }

    /// Adds a row; one of another length becomes a row of zeros, which is like nothing.
    mutating func append(_ vector: [Float]) {
        if vector.count == self.dimension {
            self.values.append(contentsOf: vector)
        } else {
            self.values.append(contentsOf: repeatElement(0, count: self.dimension))
        }
    }

    mutating func replace(_ row: Int, with vector: [Float]) {
        guard vector.count == self.dimension else { return }
        self.values.replaceSubrange(row * self.dimension..<(row + 1) * self.dimension, with: vector)
    }

    /// The dot product of `query` with every row, in order.
    func scores(_ query: [Float]) -> [Float] {
        guard query.count == self.dimension else { return [Float](repeating: 0, count: self.count) }
        let span = self.values.span
        let querySpan = query.span
        return [Float](unsafeUninitializedCapacity: self.count) { scores, filled in
            span.withUnsafeBufferPointer { rows in
                querySpan.withUnsafeBufferPointer { query in
                    for row in 0..<self.count {
                        let start = row * self.dimension
                        let vector = UnsafeBufferPointer(rebasing: rows[start..<start + self.dimension])
                        scores.initializeElement(at: row, to: Self.dot(vector, query))
                    }
                }
            }
            filled = self.count
        }
    }

    private static func dot(_ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>) -> Float {
        let leftBytes = UnsafeRawBufferPointer(left)
        let rightBytes = UnsafeRawBufferPointer(right)
        let step = 16 * MemoryLayout<Float>.stride
        var sum = SIMD16<Float>(repeating: 0)
        var offset = 0
        while offset + step <= leftBytes.count {
            let first = leftBytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
            let second = rightBytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
            sum += first * second
            offset += step
        }
        var total = sum.sum()
        for index in offset / MemoryLayout<Float>.stride..<left.count { total += left[index] * right[index] }
        return total
    }
}
