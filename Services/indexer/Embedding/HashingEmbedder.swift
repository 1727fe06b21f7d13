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
        let isShort = text.utf8.count <= Self.lengthLimit
        var features = HashedFeatures()
        for run in FoldedText(isShort ? text : String(text.prefix(Self.lengthLimit))).runs {
            switch run.kind {
            case .word: self.addWord(run.scalars, to: &features)
            case .syllables: self.addSyllables(run.scalars, to: &features)
            }
        }
        var vector = [Float](repeating: 0, count: Self.dimension)
        for (hash, weight) in features.summed() {
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

    private static func addWord(_ word: [UInt32], to features: inout HashedFeatures) {
        features.add(word[...], space: Space.word, weight: 1)
        var bounded: [UInt32] = []
        bounded.reserveCapacity(word.count + 2)
        bounded.append(0)
        bounded.append(contentsOf: word)
        bounded.append(0)
        for size in 3...4 {
            features.addNeighbours(of: bounded, size: size, space: Space.letters, weight: 0.25)
        }
    }

    private static func addSyllables(_ run: [UInt32], to features: inout HashedFeatures) {
        for size in 1...3 {
            features.addNeighbours(of: run, size: size, space: Space.syllables, weight: size == 2 ? 1 : 0.25)
        }
        var jamo: [UInt32] = []
        jamo.reserveCapacity(run.count * 3)
        for scalar in run { self.addJamo(of: scalar, to: &jamo) }
        features.addNeighbours(of: jamo, size: 4, space: Space.jamo, weight: 0.1)
    }

    /// A syllable's lead, vowel and, if it has one, tail; another letter as it is.
    static func addJamo(of scalar: UInt32, to jamo: inout [UInt32]) {
        guard (0xAC00...0xD7A3).contains(scalar) else { return jamo.append(scalar) }
        let index = scalar - 0xAC00
        let tail = index % 28
        jamo.append(0x1100 + index / 588)
        jamo.append(0x1161 + index % 588 / 28)
        if tail != 0 { jamo.append(0x11A7 + tail) }
    }
}
