/// What a stream of the paced upstream shall be. It travels as the name of the model, which relays pass on as it is.
struct StreamOrder: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// One token after another, so many a second.
        case paced(perSecond: Int)
        /// As fast as the reader takes them.
        case unpaced
        /// All at once, then silence until the reader goes away.
        case held
    }

    var kind: Kind
    var tokens: Int
    /// By how many thousandths of a period the stream stands behind, so that many do not speak at the same moments.
    var phase = 0

    /// Nanoseconds between two tokens; nil where nothing sets a pace.
    var period: UInt64? {
        guard case .paced(let rate) = self.kind else { return nil }
        return 1_000_000_000 / UInt64(rate)
    }

    /// Orders for streams alike, their phases spread evenly.
    static func spread(_ count: Int, _ kind: Kind, tokens: Int) -> [StreamOrder] {
        (0..<count).map { StreamOrder(kind: kind, tokens: tokens, phase: $0 * 1000 / count) }
    }

    var model: String {
        switch self.kind {
        case .paced(let rate): "paced-\(rate)-\(self.tokens)-\(self.phase)"
        case .unpaced: "unpaced-0-\(self.tokens)-\(self.phase)"
        case .held: "held-0-\(self.tokens)-\(self.phase)"
        }
    }
}

extension StreamOrder {
    /// Reads a model's name; nil for one that is no order, or beyond what an upstream should be asked for.
    init?(model: some StringProtocol) {
        let parts = model.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, let rate = Int(parts[1]), let tokens = Int(parts[2]), let phase = Int(parts[3]),
            (1...10_000_000).contains(tokens), (0..<1000).contains(phase)
        else { return nil }
        switch parts[0] {
        case "paced":
            guard (1...100_000).contains(rate) else { return nil }
            self.init(kind: .paced(perSecond: rate), tokens: tokens, phase: phase)
        case "unpaced": self.init(kind: .unpaced, tokens: tokens, phase: phase)
        case "held": self.init(kind: .held, tokens: tokens, phase: phase)
        default: return nil
        }
    }
}
