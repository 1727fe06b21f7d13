/// Embeds by hashing what texts are written with: words, neighbouring letters and, of Hangul, neighbouring jamo.
///
/// It is lexical: texts lie near each other where they share spellings, not where they mean alike in other words. In
/// return it needs no model, knows every language and always gives the same vector.
package struct HashingEmbedder: Embedder {
    static let dimension = 384

    /// The version in the name stands for all that decides the vectors.
    package let model = EmbeddingModel(name: "hashing-v1", dimension: Self.dimension, threshold: 0.12)

    package init() {}

    package func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]] {
        texts.map { Self.vector(of: $0) }
    }

    /// The vector of one text; all zero where it holds no letter.
    static func vector(of text: String) -> [Float] {
        var features: [UInt64: Float] = [:]
        for run in FoldedText(String(text.prefix(Self.lengthLimit))).runs {
            switch run.kind {
            case .word: self.addWord(run.scalars, to: &features)
            case .syllables: self.addSyllables(run.scalars, to: &features)
            }
        }
        var vector = [Float](repeating: 0, count: Self.dimension)
        // In one order, for sums of floats depend on it.
        for (hash, weight) in features.sorted(by: { $0.key < $1.key }) {
            // Repetition counts less and less; two places a feature halve the harm of a collision.
            let damped = weight.squareRoot()
            self.add(damped, at: UInt32(truncatingIfNeeded: hash), to: &vector)
            self.add(damped, at: UInt32(truncatingIfNeeded: hash >> 32), to: &vector)
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else { return vector }
        return vector.map { $0 / length }
    }

    /// Characters of a text that count: beyond, a vector this small says nothing more.
    private static let lengthLimit = 8192

    private enum Space {
        static let word: UInt32 = 11
        static let letters: UInt32 = 12
        static let syllables: UInt32 = 13
        static let jamo: UInt32 = 14
    }

    private static func add(_ weight: Float, at hash: UInt32, to vector: inout [Float]) {
        let place = Int((UInt64(hash & 0x7FFF_FFFF) * UInt64(self.dimension)) >> 31)
        vector[place] += hash >> 31 == 0 ? weight : -weight
    }

    private static func addWord(_ word: [UInt32], to features: inout [UInt64: Float]) {
        features[TermHash.of(word, space: Space.word), default: 0] += 1
        let bounded = [0] + word + [0]
        for size in 3...4 where bounded.count >= size {
            for start in 0...(bounded.count - size) {
                features[TermHash.of(bounded[start..<start + size], space: Space.letters), default: 0] += 0.25
            }
        }
    }

    private static func addSyllables(_ run: [UInt32], to features: inout [UInt64: Float]) {
        for size in 1...3 where run.count >= size {
            let weight: Float = size == 2 ? 1 : 0.25
            for start in 0...(run.count - size) {
                features[TermHash.of(run[start..<start + size], space: Space.syllables), default: 0] += weight
            }
        }
        let jamo = run.flatMap { self.jamo(of: $0) }
        guard jamo.count >= 4 else { return }
        for start in 0...(jamo.count - 4) {
            features[TermHash.of(jamo[start..<start + 4], space: Space.jamo), default: 0] += 0.1
        }
    }

    /// A syllable's lead, vowel and, if it has one, tail; another letter as it is.
    static func jamo(of scalar: UInt32) -> [UInt32] {
        guard (0xAC00...0xD7A3).contains(scalar) else { return [scalar] }
        let index = scalar - 0xAC00
        let tail = index % 28
        let open = [0x1100 + index / 588, 0x1161 + index % 588 / 28]
        return tail == 0 ? open : open + [0x11A7 + tail]
    }
}
