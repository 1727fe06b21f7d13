/// Ranks documents that Chroma has found.
struct ChromaRanking {
    /// The oldest state first, so that equals keep one order.
    private let documents: [ChromaVersions.Entry]
    /// Documents by vector, the nearest first.
    private let nearest: [Int]

    /// - Parameter nearest: records by vector, the nearest first; what is no longer a document's newest does not count.
    init(documents: [ChromaVersions.Entry], nearest: [String]) {
        self.documents = documents.sorted {
            ($0.metadata.milliseconds, $0.metadata.sequence, $0.metadata.record)
                < ($1.metadata.milliseconds, $1.metadata.sequence, $1.metadata.record)
        }
        let slots = Dictionary(
            self.documents.enumerated().map { (ChromaKey($1.metadata.record), $0) }
        ) { first, _ in first }
        self.nearest = nearest.compactMap { slots[ChromaKey($0)] }
    }

    /// The documents that fit the query best, with scores from 0 to 1, the best first.
    func best(_ query: StoreQuery) -> [(document: ChromaVersions.Entry, score: Double)] {
        let depth = TenantPartition.depth(of: query)
        var rankings: [[Int]] = []
        if query.ranking != .vector { rankings.append(self.fullText(query.text, depth)) }
        if query.ranking != .fullText { rankings.append(Array(self.nearest.prefix(depth))) }
        return RankFusion.fuse(rankings).prefix(query.limit).map { (self.documents[$0.id], $0.score) }
    }

    private func fullText(_ text: String, _ limit: Int) -> [Int] {
        var index = TermIndex()
        for document in self.documents { index.append(Terms.ofDocument(FoldedText(document.text))) }
        var top = TopScores(limit: limit)
        for (slot, score) in index.scores(Terms.ofQuery(FoldedText(text)), isLive: { _ in true }) {
            top.insert(score, slot: slot)
        }
        return top.slots
    }
}
