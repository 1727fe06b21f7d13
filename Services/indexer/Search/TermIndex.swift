import FoundationEssentials

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Which of one tenant's documents hold which terms, ranked by BM25 (Robertson and Zaragoza, 2009).
///
/// Its statistics are the tenant's own: another tenant's documents change no score.
struct TermIndex: Sendable {
    private static let saturation: Float = 1.2
    private static let lengthWeight: Float = 0.75

    private struct Posting: Sendable {
        var slot: UInt32
        var count: UInt32
    }

    private var postings: [UInt64: [Posting]] = [:]
    private var lengths: [Float] = []
    private var total: Float = 0
    private var live = 0

    /// Adds the document of the next slot.
    mutating func append(_ terms: [UInt64: UInt32]) {
        let slot = UInt32(self.lengths.count)
        var length: Float = 0
        for (term, count) in terms {
            self.postings[term, default: []].append(Posting(slot: slot, count: count))
            length += Float(count)
        }
        self.lengths.append(length)
        self.total += length
        self.live += 1
    }

    /// Takes a slot's document out of the statistics; its postings stay until the index is made anew.
    mutating func retire(_ slot: Int) {
        self.total -= self.lengths[slot]
        self.live -= 1
    }

    /// Scores by slot, zero where no term occurs; `isLive` leaves retired slots out.
    func scores(_ terms: [UInt64], isLive: (Int) -> Bool) -> [(slot: Int, score: Float)] {
        guard self.live > 0 else { return [] }
        let average = max(self.total / Float(self.live), 1)
        var scores = [Float](repeating: 0, count: self.lengths.count)
        var touched: [Int] = []
        for term in terms {
            guard let list = self.postings[term] else { continue }
            let holders = Float(min(list.count, self.live))
            let rarity = log(1 + (Float(self.live) - holders + 0.5) / (holders + 0.5))
            for posting in list {
                let slot = Int(posting.slot)
                let count = Float(posting.count)
                let norm = Self.saturation * (1 - Self.lengthWeight + Self.lengthWeight * self.lengths[slot] / average)
                if scores[slot] == 0 { touched.append(slot) }
                scores[slot] += rarity * count * (Self.saturation + 1) / (count + norm)
            }
        }
        return touched.filter(isLive).map { ($0, scores[$0]) }
    }
}
