/// Joins rankings of the same documents into one by their places (reciprocal rank fusion, Cormack, Clarke and Büttcher,
/// SIGIR 2009): scores of different kinds need not be comparable.
enum RankFusion {
    /// Dampens how much the first places count; the paper's value.
    private static let constant = 60.0

    /// Each document with a score from 0 to 1, the best first; 1 is the first place in every ranking. Of equals, the one
    /// that comes first in the earlier ranking.
    static func fuse<ID: Hashable>(_ rankings: [[ID]]) -> [(id: ID, score: Double)] {
        let best = Double(rankings.count) / (self.constant + 1)
        var order: [ID] = []
        var scores: [ID: Double] = [:]
        for ranking in rankings {
            for (place, id) in ranking.enumerated() {
                if scores[id] == nil { order.append(id) }
                scores[id, default: 0] += 1 / (self.constant + Double(place + 1)) / best
            }
        }
        return order.enumerated()
            .map { (place: $0.offset, id: $0.element, score: scores[$0.element] ?? 0) }
            .sorted { ($1.score, $0.place) < ($0.score, $1.place) }
            .map { ($0.id, $0.score) }
    }
}
