import TestSupport
import Testing

@testable import Indexer

@Suite struct VectorMatrixTests {
    private static func product(_ left: [Float], _ right: [Float]) -> Double {
        zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    /// Rows about a few centres, so near each other that whole steps confuse them.
    private static func rows(_ count: Int, dimension: Int, spread: Float, _ generator: inout SeededGenerator)
        -> [[Float]]
    {
        let centres = (0..<3).map { _ in (0..<dimension).map { _ in Float.random(in: -1...1, using: &generator) } }
        return (0..<count).map { number in
            centres[number % 3].map { $0 + Float.random(in: -spread...spread, using: &generator) }
        }
    }

    @Test(arguments: [1, 3, 16, 17, 100, 384, 1000], [1.0, 0.1, 0.01, 0.001])
    func theNearestAreThoseThatFloatsSay(dimension: Int, spread: Float) {
        var generator = SeededGenerator(seed: UInt64(dimension))
        let rows = Self.rows(400, dimension: dimension, spread: spread, &generator)
        var matrix = VectorMatrix(dimension: dimension)
        for row in rows { matrix.append(row) }
        for (number, limit) in [(0, 1), (1, 10), (2, 50), (3, 400), (4, 1000)] {
            let query = rows[number].map { $0 + Float.random(in: -spread...spread, using: &generator) }
            let scores = rows.map { Self.product($0, query) }
            let found = matrix.nearest(query, limit: limit, threshold: -.infinity, fits: { $0 % 5 != 0 })
            let expected = scores.indices.filter { $0 % 5 != 0 }.map { scores[$0] }.sorted(by: >).prefix(limit)
            #expect(Set(found).count == expected.count)
            #expect(found.allSatisfy { $0 % 5 != 0 })
            let tolerance = 1e-6 * Double(dimension)
            for (row, score) in zip(found, expected) { #expect(abs(scores[row] - score) <= tolerance) }
        }
    }

    @Test func whatIsLessThanTheThresholdIsNotFound() {
        var matrix = VectorMatrix(dimension: 2)
        for row in [[1, 0], [0.8, 0.6], [0, 1], [-1, 0]] as [[Float]] { matrix.append(row) }
        #expect(matrix.nearest([1, 0], limit: 10, threshold: 0.5, fits: { _ in true }) == [0, 1])
        #expect(matrix.nearest([1, 0], limit: 10, threshold: 0.8, fits: { _ in true }) == [0, 1])
        #expect(matrix.nearest([1, 0], limit: 10, threshold: 0, fits: { _ in true }) == [0, 1, 2])
    }

    @Test func rowsThatAreNoVectorsAreLikeNothing() {
        var matrix = VectorMatrix(dimension: 3)
        let tiny = Float.leastNonzeroMagnitude
        let odd: [[Float]] = [
            [], [1], [0, 0, 0], [tiny, 0, -tiny], [.nan, 1, 1], [.infinity, 0, 0], [1, 1, 1],
        ]
        for row in odd { matrix.append(row) }
        #expect(matrix.count == odd.count)
        #expect(matrix.nearest([1, 1, 1], limit: 10, threshold: 0.5, fits: { _ in true }) == [6])
        #expect(matrix.nearest([1, 1], limit: 10, threshold: -1, fits: { _ in true }) == [])
        #expect(matrix.nearest([1, 1, 1], limit: 0, threshold: -1, fits: { _ in true }) == [])
    }

    @Test(arguments: 0..<20)
    func aCodeSaysHowMuchItLeavesOut(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let vector = (0..<384).map { _ in Float.random(in: -1...1, using: &generator) }
        let code = VectorCode(vector, bound: 127)
        #expect(code.steps.map { abs($0) }.max() == 127)
        let rest = zip(vector, code.steps).map { $0 - Float($1) * code.scale }
        #expect(abs(code.slip - Float(Self.product(rest, rest).squareRoot())) < 1e-4)
        let whole = code.steps.map { Float($0) * code.scale }
        #expect(abs(code.length - Float(Self.product(whole, whole).squareRoot())) < 1e-2)
    }
}
