import FoundationEssentials

/// The payload of the vectors of a command's texts, in the texts' order.
package struct Embeddings: EventPayload {
    /// Which model made them; vectors of two models cannot be compared.
    package var model: String
    /// Numbers of one vector.
    package var dimension: Int
    /// All vectors one after another, each number as the four bytes of a float, the lowest first, in base64.
    package var vectors: String
    /// Tokens that the provider counted for them, if it said so; vectors that were kept from before cost none.
    package var promptTokens: Int?

    /// - Parameter vectors: Each of `dimension` numbers.
    package init(model: String, dimension: Int, vectors: [[Float]], promptTokens: Int? = nil) {
        self.model = model
        self.dimension = dimension
        self.promptTokens = promptTokens
        var bytes = Data(capacity: vectors.count * dimension * 4)
        for number in vectors.joined() {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        self.vectors = bytes.base64EncodedString()
    }

    /// The vectors; nil where the text is not that of whole vectors.
    package var unpacked: [[Float]]? {
        guard self.dimension > 0, let bytes = Data(base64Encoded: self.vectors),
            bytes.count.isMultiple(of: self.dimension * 4)
        else { return nil }
        return bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: self.dimension * 4).map { start in
                (0..<self.dimension).map { place in
                    let bits = bytes.loadUnaligned(fromByteOffset: start + place * 4, as: UInt32.self)
                    return Float(bitPattern: UInt32(littleEndian: bits))
                }
            }
        }
    }
}
