import CVectors

/// Vectors of one length, one after another in memory, compared with a query by brute force.
///
/// Every row is compared in small whole numbers first. What those leave out is bounded (by the Cauchy–Schwarz
/// inequality), so the rows that could still be among the nearest are known, and only they are compared in floats:
/// the outcome is that of comparing all in floats.
package struct VectorMatrix: Sendable {
    let dimension: Int
    private var values: [Float] = []
    private var steps: [Int8] = []
    private var codes: [Code] = []

    private struct Code: Sendable {
        var scale: Float
        var length: Float
        var slip: Float
    }

    /// What sums of floats may be off by, as a share of the lengths' product.
    private static let rounding: Float = 1e-5

    package init(dimension: Int) {
        self.dimension = dimension
    }

    var count: Int { self.codes.count }

    /// Adds a row; one of another length becomes a row of zeros, which is like nothing.
    package mutating func append(_ vector: [Float]) {
        let row = vector.count == self.dimension ? vector : [Float](repeating: 0, count: self.dimension)
        let code = VectorCode(row, bound: 127)
        self.values.append(contentsOf: row)
        self.steps.append(contentsOf: code.steps.lazy.map { Int8(truncatingIfNeeded: $0) })
        self.codes.append(Code(scale: code.scale, length: code.length, slip: code.slip))
    }

    /// The rows whose dot product with a query is greatest, the greatest first; of equals the lower.
    ///
    /// - Parameters:
    ///   - limit: How many at most.
    ///   - threshold: The least dot product that counts.
    ///   - fits: Whether a row counts; asked only of those that are near enough.
    package func nearest(_ query: [Float], limit: Int, threshold: Float, fits: (Int) -> Bool) -> [Int] {
        guard query.count == self.dimension, limit > 0 else { return [] }
        let bounds = self.bounds(query)
        var floors = TopScores(limit: limit)
        for row in bounds.indices where bounds[row].least > floors.floor && fits(row) {
            floors.insert(bounds[row].least, slot: row)
        }
        let floor = max(floors.floor, threshold)
        var top = TopScores(limit: limit)
        for row in bounds.indices where bounds[row].greatest >= floor && fits(row) {
            let score = self.score(row, query)
            if score >= threshold && score > top.floor { top.insert(score, slot: row) }
        }
        return top.slots
    }

    /// Between what each row's dot product with the query must lie.
    private func bounds(_ query: [Float]) -> [(least: Float, greatest: Float)] {
        let asked = VectorCode(query, bound: 2047)
        let askedLength = asked.length + asked.slip
        var sums = [Int32](repeating: 0, count: self.count)
        aura_dot_products(self.steps, self.count, self.dimension, asked.steps, &sums)
        return zip(self.codes, sums).map { code, sum in
            let middle = Float(sum) * code.scale * asked.scale
            // |v·q − v'·q'| ≤ |v − v'|·|q| + |v'|·|q − q'|
            let rounding = Self.rounding * (code.length + code.slip) * askedLength
            let error = code.slip * askedLength + code.length * asked.slip + rounding
            return (middle - error, middle + error)
        }
    }

    /// The dot product of a row with a query of the same length.
    private func score(_ row: Int, _ query: [Float]) -> Float {
        self.values.withUnsafeBufferPointer { values in
            query.withUnsafeBufferPointer { query in
                let start = row * self.dimension
                return Self.dot(UnsafeBufferPointer(rebasing: values[start..<start + self.dimension]), query)
            }
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
