import Messages
import ServiceKit

extension EmbeddingModel {
    /// Numbers in the vectors of OpenAI's own models (OpenAI guide, vector embeddings).
    private static let knownDimensions = [
        "text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536,
    ]

    /// Reads `OPENAI_EMBEDDING_MODEL` and `OPENAI_EMBEDDING_DIMENSIONS`, which may be left out for OpenAI's own models;
    /// nil without a model.
    init?(openAI settings: Settings) throws(SettingsError) {
        guard let model = settings.string("OPENAI_EMBEDDING_MODEL") else { return nil }
        let name = "OPENAI_EMBEDDING_DIMENSIONS"
        guard settings.string(name) != nil || Self.knownDimensions[model] != nil else {
            throw SettingsError(
                name: name,
                problem: "is not set, and the vectors' size is known of OpenAI's models only"
            )
        }
        let dimension = try settings.int(
            name,
            default: Self.knownDimensions[model] ?? 0,
            in: EmbedTexts.dimensions
        )
        // Text pairs that have nothing to do with each other are at 0.0 to 0.15 with models trained on contrasts, such as
        // text-embedding-3, and related ones above 0.3. Older ones (ada-002) put everything above 0.6, so that nothing is
        // held back there: their ranking still counts, and full text decides what is found beside it.
        self.init(name: model, dimension: dimension, threshold: 0.2)
    }
}
