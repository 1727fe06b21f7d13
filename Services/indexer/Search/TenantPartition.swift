/// One tenant's documents in the form in which they are searched. A slot is a document's place in all of its columns.
struct TenantPartition: Sendable {
    /// A document's row as the store keeps it.
    struct Row: Sendable {
        var id: Int64
        /// Nil for a document that was removed.
        var content: Content?

        struct Content: Sendable {
            var type: String
            var text: String
            var time: Int64
            /// Nil where another model made it.
            var vector: [Float]?
        }
    }

    private let model: EmbeddingModel
    /// The store's rebuild after which it was made.
    let rebuild: Int64
    private var matrix: VectorMatrix
    private var terms = TermIndex()
    private var rows: [Int64] = []
    private var types: [Int] = []
    private var times: [Int64] = []
    private var hasVector: [Bool] = []
    private var isLive: [Bool] = []
    private var slots: [Int64: Int] = [:]
    private var typeNumbers: [String: Int] = [:]
    /// The last of the store's changes that it has taken in.
    private(set) var change: Int64 = 0

    init(model: EmbeddingModel, rebuild: Int64 = 0) {
        self.model = model
        self.rebuild = rebuild
        self.matrix = VectorMatrix(dimension: model.dimension)
    }

    /// Slots in use, retired ones included.
    var slotCount: Int { self.rows.count }
    /// Whether so much is retired that the partition is better made anew.
    var isWorn: Bool { self.rows.count > 1024 && self.slots.count * 2 < self.rows.count }

    /// Takes in that there are no further changes up to one.
    mutating func caughtUp(to change: Int64) {
        self.change = max(self.change, change)
    }

    /// Takes in a row that changed; changes come in order.
    mutating func take(_ row: Row, change: Int64) {
        self.change = max(self.change, change)
        if let old = self.slots.removeValue(forKey: row.id) {
            self.isLive[old] = false
            self.terms.retire(old)
        }
        guard let content = row.content else { return }
        self.slots[row.id] = self.rows.count
        self.rows.append(row.id)
        self.times.append(content.time)
        self.types.append(self.number(of: content.type))
        self.matrix.append(content.vector ?? [])
        self.hasVector.append(content.vector != nil)
        self.isLive.append(true)
        self.terms.append(Terms.ofDocument(FoldedText(content.text)))
    }

    /// The rows that fit the query best, with scores from 0 to 1, the best first.
    func search(_ query: StoreQuery) -> [(row: Int64, score: Double)] {
        let type = query.type.map { self.typeNumbers[$0] ?? -1 }
        let fits = { (slot: Int) -> Bool in
            guard self.isLive[slot] else { return false }
            if let type, self.types[slot] != type { return false }
            if let since = query.since, self.times[slot] < since { return false }
            return true
        }
        let depth = Self.depth(of: query)
        var rankings: [[Int]] = []
        if query.ranking != .vector { rankings.append(self.fullText(query.text, depth, fits)) }
        if query.ranking != .fullText { rankings.append(self.nearest(query.vector, depth, fits)) }
        return RankFusion.fuse(rankings).prefix(query.limit).map { (self.rows[$0.id], $0.score) }
    }

    /// How long each ranking is: longer than what is asked for, so that a document which is middling in both can win over
    /// one in one.
    static func depth(of query: StoreQuery) -> Int {
        max(query.limit * 3, 50)
    }

    private func fullText(_ text: String, _ limit: Int, _ fits: (Int) -> Bool) -> [Int] {
        var top = TopScores(limit: limit)
        let terms = Terms.ofQuery(FoldedText(text))
        for (slot, score) in self.terms.scores(terms, isLive: fits) { top.insert(score, slot: slot) }
        return top.slots
    }

    private func nearest(_ vector: [Float], _ limit: Int, _ fits: (Int) -> Bool) -> [Int] {
        self.matrix.nearest(vector, limit: limit, threshold: self.model.threshold) {
            self.hasVector[$0] && fits($0)
        }
    }

    private mutating func number(of type: String) -> Int {
        if let number = self.typeNumbers[type] { return number }
        let number = self.typeNumbers.count
        self.typeNumbers[type] = number
        return number
    }
}
