import Foundation

/// Normalised discounted cumulative gain (Järvelin and Kekäläinen, TOIS 2002), with gains of 2^grade − 1 as Burges et al.
/// (ICML 2005) have them: 1 for the best order there can be, 0 where nothing relevant is found.
enum DiscountedGain {
    /// - Parameters:
    ///   - ranking: What was found, the best first; a repeated id counts once, at its first place.
    ///   - grades: How relevant each document is, 0 where it is not named.
    ///   - depth: Places that count.
    static func normalised(_ ranking: [String], grades: [String: Int], depth: Int) -> Double {
        var seen: Set<String> = []
        let found = ranking.prefix(depth).map { seen.insert($0).inserted ? grades[$0] ?? 0 : 0 }
        let best = self.sum(grades.values.sorted(by: >).prefix(depth))
        return best > 0 ? self.sum(found) / best : 0
    }

    private static func sum(_ grades: some Sequence<Int>) -> Double {
        grades.enumerated().reduce(0) { sum, item in
            sum + (pow(2, Double(item.element)) - 1) / log2(Double(item.offset) + 2)
        }
    }
}
