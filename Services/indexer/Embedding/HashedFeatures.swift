/// What a text is written with, as hashes with weights.
struct HashedFeatures: Sendable {
    private var items: [(hash: UInt64, weight: Float)] = []

    init() {
        self.items.reserveCapacity(256)
    }

    mutating func add(_ letters: ArraySlice<UInt32>, space: UInt32, weight: Float) {
        self.items.append((TermHash.of(letters, space: space), weight))
    }

    /// Adds each group of so many neighbours.
    mutating func addNeighbours(of letters: [UInt32], size: Int, space: UInt32, weight: Float) {
        guard letters.count >= size else { return }
        for start in 0...(letters.count - size) {
            self.add(letters[start..<start + size], space: space, weight: weight)
        }
    }

    /// Each hash once with the sum of its weights, in the order of the hashes: sums of floats depend on the order.
    consuming func summed() -> [(hash: UInt64, weight: Float)] {
        self.items.sort { $0.hash < $1.hash }
        var sums: [(hash: UInt64, weight: Float)] = []
        sums.reserveCapacity(self.items.count)
        for item in self.items {
            if sums.last?.hash == item.hash {
                sums[sums.count - 1].weight += item.weight
            } else {
                sums.append(item)
            }
        }
        return sums
    }
}
