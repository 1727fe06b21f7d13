import Testing

@testable import Indexer

@Suite struct HashedFeaturesTests {
    @Test func equalHashesAreSummedAndAllAreInOrder() {
        var features = HashedFeatures()
        features.addNeighbours(of: [1, 2, 1, 2, 3], size: 2, space: 9, weight: 0.5)
        features.add([1, 2], space: 9, weight: 1)
        features.add([1, 2], space: 8, weight: 1)
        features.addNeighbours(of: [1], size: 2, space: 9, weight: 7)
        let sums = features.summed()
        #expect(sums.map(\.hash) == sums.map(\.hash).sorted())
        let expected: [(letters: [UInt32], space: UInt32, weight: Float)] = [
            ([1, 2], 9, 2), ([2, 1], 9, 0.5), ([2, 3], 9, 0.5), ([1, 2], 8, 1),
        ]
        #expect(sums.count == expected.count)
        for item in expected {
            let hash = TermHash.of(item.letters, space: item.space)
            #expect(sums.first { $0.hash == hash }?.weight == item.weight)
        }
    }
}
