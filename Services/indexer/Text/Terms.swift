/// The terms by which full-text search finds a text.
///
/// Words of spaced scripts are terms (without an English plural's ending). Of Hangul, Han and Kana every two neighbours
/// are one, also across a space, so that neither endings nor missing or added spaces hide a word, and each alone is one.
enum Terms {
    private enum Space {
        static let word: UInt32 = 1
        static let single: UInt32 = 2
        static let pair: UInt32 = 3
    }

    /// The terms of a document and how often each occurs.
    static func ofDocument(_ text: FoldedText) -> [UInt64: UInt32] {
        var counts: [UInt64: UInt32] = [:]
        self.visit(text) { term, _ in counts[term, default: 0] += 1 }
        return counts
    }

    /// The terms to look for: single syllables only where they stand alone, since pairs say more.
    static func ofQuery(_ text: FoldedText) -> [UInt64] {
        var terms: [UInt64] = []
        var seen: Set<UInt64> = []
        self.visit(text) { term, isPartOfPair in
            if !isPartOfPair, seen.insert(term).inserted { terms.append(term) }
        }
        return terms
    }

    private static func visit(_ text: FoldedText, _ body: (_ term: UInt64, _ isPartOfPair: Bool) -> Void) {
        var previous: FoldedText.Run?
        for run in text.runs {
            switch run.kind {
            case .word:
                body(TermHash.of(self.stem(run.scalars), space: Space.word), false)
            case .syllables:
                if run.followsSpace, let previous, previous.kind == .syllables, let last = previous.scalars.last {
                    body(TermHash.of([last, run.scalars[0]], space: Space.pair), false)
                }
                for (index, scalar) in run.scalars.enumerated() {
                    body(TermHash.of(CollectionOfOne(scalar), space: Space.single), run.scalars.count > 1)
                    guard index > 0 else { continue }
                    body(TermHash.of([run.scalars[index - 1], scalar], space: Space.pair), false)
                }
            }
            previous = run
        }
    }

    /// Drops a plural's ending of Latin words of four letters or more: `reviews` and `review` are one term.
    static func stem(_ word: [UInt32]) -> ArraySlice<UInt32> {
        let s = UInt32(UInt8(ascii: "s"))
        guard word.count >= 4, word[word.count - 1] == s, word[word.count - 2] != s else { return word[...] }
        return word.dropLast()
    }
}
