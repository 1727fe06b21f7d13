/// What a vector search must find, by comparing with everything.
struct ExactNeighbours: Sendable {
    private let scores: [String: Double]
    private let limit: Int
    /// The score of the last place that counts.
    private let floor: Double

    init(of query: SyntheticCorpus.Query, in items: [SyntheticCorpus.Item], limit: Int) {
        var scores: [String: Double] = [:]
        for item in items where item.tenant == query.tenant {
            var sum = 0.0
            for index in query.vector.indices { sum += Double(query.vector[index]) * Double(item.vector[index]) }
            scores[item.id] = sum
        }
        self.scores = scores
        self.limit = min(limit, scores.count)
        self.floor = scores.values.sorted(by: >).prefix(limit).last ?? 0
    }

    /// The share of the nearest that were found. One as near as the last of them, to a float's last digits, is one of them.
    func recall(of found: [String]) -> Double {
        let hits = Set(found).count { (self.scores[$0] ?? -.infinity) >= self.floor - 1e-6 }
        return Double(min(hits, self.limit)) / Double(self.limit)
    }
}
