/// Asks for the vectors of texts; the answer is one event, ``Embeddings``.
///
/// Its limits bound both: a command is at most 512,000 bytes of text, and the vectors of one are at most 1 MiB, 1.4 MB as
/// text, which one event of a log holds.
package struct EmbedTexts: CommandBody {
    package static let kind = "embed"
    package static let worker = WorkerService.llm
    /// Texts of one command.
    package static let countLimit = 64
    /// Bytes of one text. No model whose tokens are made of bytes has more tokens in it, and theirs take 8191.
    package static let textLimit = 8000
    /// Numbers of one vector.
    package static let dimensions = 1...4096

    package var texts: [String]
    /// Numbers that each vector shall have; nil takes as many as the model gives.
    package var dimension: Int?
    /// The model that shall make them; nil takes the one that there is.
    package var model: String?

    package init(texts: [String], dimension: Int? = nil, model: String? = nil) {
        self.texts = texts
        self.dimension = dimension
        self.model = model
    }

    /// Whether the command asks for no more than one may.
    package var isWithinLimits: Bool {
        (1...Self.countLimit).contains(self.texts.count) && (self.dimension.map(Self.dimensions.contains) ?? true)
            && self.texts.allSatisfy { $0.utf8.count <= Self.textLimit }
    }
}
