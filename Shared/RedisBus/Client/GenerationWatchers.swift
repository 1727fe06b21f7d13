/// Who is told of new connections.
struct GenerationWatchers {
    private var continuations: [Int: AsyncStream<Int>.Continuation] = [:]
    private var nextID = 0

    var all: [AsyncStream<Int>.Continuation] { Array(self.continuations.values) }

    mutating func add(_ continuation: AsyncStream<Int>.Continuation) -> Int {
        defer { self.nextID += 1 }
        self.continuations[self.nextID] = continuation
        return self.nextID
    }

    mutating func remove(_ id: Int) {
        self.continuations[id] = nil
    }
}
