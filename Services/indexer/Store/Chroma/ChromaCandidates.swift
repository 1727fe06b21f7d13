import FoundationEssentials

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Chooses which of many documents are worth reading for a ranking, by the terms that each holds.
enum ChromaCandidates {
    /// Those with the most and the rarest terms; of equals, those nearest by vector, then those found first.
    ///
    /// - Parameter lists: for each term, the documents that hold it.
    static func best(_ lists: [[ChromaKey]], nearest: [ChromaKey], limit: Int) -> [ChromaKey] {
        var order: [ChromaKey] = []
        var scores: [ChromaKey: Double] = [:]
        let total = Double(Set(lists.joined()).count)
        for list in lists where !list.isEmpty {
            let rarity = log(1 + total / Double(list.count))
            for key in list {
                if scores[key] == nil { order.append(key) }
                scores[key, default: 0] += rarity
            }
        }
        let places = Dictionary(nearest.enumerated().map { ($1, $0) }) { first, _ in first }
        return order.enumerated()
            .map { (key: $1, score: scores[$1] ?? 0, place: places[$1] ?? Int.max, found: $0) }
            .sorted { ($1.score, $0.place, $0.found) < ($0.score, $1.place, $1.found) }
            .prefix(limit)
            .map(\.key)
    }
}
