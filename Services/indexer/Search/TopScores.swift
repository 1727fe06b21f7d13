/// Keeps the greatest of many scores, with their slots.
struct TopScores: Sendable {
    private let limit: Int
    /// A heap with the least on top.
    private var heap: [(score: Float, slot: Int)] = []

    init(limit: Int) {
        self.limit = limit
        self.heap.reserveCapacity(limit)
    }

    /// What a further score must exceed to count.
    private(set) var floor = -Float.infinity

    mutating func insert(_ score: Float, slot: Int) {
        if self.heap.count < self.limit {
            self.heap.append((score, slot))
            self.siftUp(self.heap.count - 1)
        } else {
            guard score > self.floor else { return }
            self.heap[0] = (score, slot)
            self.siftDown()
        }
        if self.heap.count == self.limit { self.floor = self.heap[0].score }
    }

    /// The slots kept, the greatest score first; of equals the lower slot.
    var slots: [Int] {
        self.heap.sorted { ($1.score, $0.slot) < ($0.score, $1.slot) }.map(\.slot)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.heap[child].score < self.heap[parent].score else { return }
            self.heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < self.heap.count {
                if self.heap[child].score < self.heap[least].score { least = child }
            }
            guard least != parent else { return }
            self.heap.swapAt(parent, least)
            parent = least
        }
    }
}
