/// Chooses what to quote of passages: the sentences that share most with the question. A pure value; the same question and
/// passages always give the same quotes.
struct Excerpts: Sendable {
    struct Quote: Sendable, Equatable {
        var text: String
        /// The passage's place.
        var passage: Int
    }

    /// Characters of one quote, and quotes of one passage.
    private static let lengthLimit = 300
    private static let limit = 2

    private let pairs: Set<[Character]>

    init(question: String) {
        self.pairs = Self.pairs(of: question)
    }

    /// The best sentences of each passage, in its order; its first one where none shares anything with the question.
    func quotes(from passages: [String]) -> [Quote] {
        passages.enumerated().flatMap { place, text in
            let sentences = Self.sentences(of: text)
            let ranked = sentences.indices
                .map { (index: $0, score: self.score(of: sentences[$0])) }
                .filter { $0.score > 0 }
                .sorted { ($0.score, $1.index) > ($1.score, $0.index) }
            let chosen = ranked.prefix(Self.limit).map(\.index).sorted()
            return (chosen.isEmpty ? sentences.indices.prefix(1).map { $0 } : chosen).map {
                Quote(text: String(sentences[$0].prefix(Self.lengthLimit)), passage: place)
            }
        }
    }

    /// The share of the question's letter pairs that a sentence has: it works for Korean endings as for English words.
    private func score(of sentence: String) -> Double {
        guard !self.pairs.isEmpty else { return 0 }
        return Double(self.pairs.intersection(Self.pairs(of: sentence)).count) / Double(self.pairs.count)
    }

    private static func pairs(of text: String) -> Set<[Character]> {
        var pairs: Set<[Character]> = []
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            let letters = Array(word)
            for index in letters.indices.dropLast() { pairs.insert([letters[index], letters[index + 1]]) }
        }
        return pairs
    }

    /// Lines, cut after full stops, question and exclamation marks that a space follows.
    private static func sentences(of text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            var sentences: [String] = []
            var sentence = ""
            for character in line {
                if character.isWhitespace, let last = sentence.last, ".?!。".contains(last) {
                    sentences.append(sentence)
                    sentence = ""
                } else if !(character.isWhitespace && sentence.isEmpty) {
                    sentence.append(character)
                }
            }
            return sentence.isEmpty ? sentences : sentences + [sentence]
        }
    }
}
