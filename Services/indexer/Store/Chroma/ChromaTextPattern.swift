/// The terms of a search as regular expressions that match every text in which ``Terms`` would find them, and some more.
///
/// Alternatives of plain letters in any case are what Chroma's engine looks for fast; classes and boundaries are not.
struct ChromaTextPattern: Sendable {
    /// Terms that count; what is longer than this says more than enough with its first ones.
    private static let termLimit = 16
    private static let wordLimit = 64

    /// One expression a term, without duplicates.
    private(set) var terms: [String] = []

    init(_ text: String) {
        let typed = Self.markedWords(text)
        var previous: FoldedText.Run?
        for run in FoldedText(text).runs {
            guard self.terms.count < Self.termLimit else { return }
            switch run.kind {
            case .word:
                self.addWord(run.scalars, typed: typed[run.scalars] ?? [])
            case .syllables:
                if run.followsSpace, let previous, previous.kind == .syllables, let last = previous.scalars.last {
                    self.add(Self.pair(last, run.scalars[0]))
                }
                if run.scalars.count == 1 { self.add(Self.either([run.scalars[0]])) }
                for (left, right) in zip(run.scalars, run.scalars.dropFirst()) { self.add(Self.pair(left, right)) }
            }
            previous = run
        }
    }

    /// Matches where any of the terms stands.
    var any: ChromaTextFilter? {
        self.terms.isEmpty ? nil : Self.filter(self.terms.joined(separator: "|"))
    }

    /// Matches where one term stands.
    static func filter(_ term: String) -> ChromaTextFilter {
        ChromaTextFilter(pattern: "(?i)\(term)")
    }

    private mutating func add(_ term: String) {
        guard self.terms.count < Self.termLimit, !self.terms.contains(term) else { return }
        self.terms.append(term)
    }

    /// A word without a plural's ending, in ASCII and full-width letters, and as it was typed, marks on letters included.
    private mutating func addWord(_ word: [UInt32], typed: [String]) {
        let folded = Terms.stem(word).prefix(Self.wordLimit)
        let wide = folded.map { (0x21...0x7E).contains($0) ? $0 + 0xFEE0 : $0 }
        self.add(([Self.string(folded), Self.string(wide)] + typed).joined(separator: "|"))
    }

    /// Words that are not all ASCII, by what they are folded to.
    private static func markedWords(_ text: String) -> [[UInt32]: [String]] {
        var words: [[UInt32]: [String]] = [:]
        for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).prefix(64)
        where word.unicodeScalars.contains(where: { $0.value > 0x7F }) {
            let typed = String(word.prefix(self.wordLimit))
            let runs = FoldedText(typed).runs
            guard runs.count == 1, runs[0].kind == .word else { continue }
            words[runs[0].scalars, default: []].append(typed)
        }
        return words
    }

    /// Two neighbours, with or without a space between them.
    private static func pair(_ left: UInt32, _ right: UInt32) -> String {
        self.either([left, right])
    }

    /// Letters as composed and as single jamo.
    private static func either(_ letters: [UInt32]) -> String {
        let composed = letters.map { self.string(CollectionOfOne($0)) }.joined(separator: #"\s?"#)
        let decomposed = letters.map { self.string(Self.jamo(of: $0)) }.joined(separator: #"\s?"#)
        return composed.utf8.elementsEqual(decomposed.utf8) ? composed : "\(composed)|\(decomposed)"
    }

    private static func jamo(of letter: UInt32) -> [UInt32] {
        var jamo: [UInt32] = []
        HashingEmbedder.addJamo(of: letter, to: &jamo)
        return jamo
    }

    private static func string(_ scalars: some Sequence<UInt32>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars.compactMap(Unicode.Scalar.init))
        return String(text)
    }
}
