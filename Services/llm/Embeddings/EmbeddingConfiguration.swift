import HTTPFetch
import Messages
import ServiceKit

/// The model that embeds, and where it is.
struct EmbeddingConfiguration: Sendable {
    /// Its model is the embedding one.
    var endpoint: OpenAIConfiguration
    /// What the provider is told of the vectors' size; nil tells it nothing.
    var dimensions: Int?

    /// How long a provider may take for a batch, where the settings for answers allow more: nobody waits longer.
    private static let longestWait = Duration.seconds(20)

    /// Reads `OPENAI_EMBEDDING_MODEL`, `OPENAI_EMBEDDING_BASE_URL` (`OPENAI_BASE_URL`), `OPENAI_API_KEY` and
    /// `OPENAI_EMBEDDING_DIMENSIONS`; nil without a model.
    ///
    /// - Parameter timeouts: Those of answers.
    init?(_ settings: Settings, timeouts: FetchTimeouts) throws(SettingsError) {
        let name = "OPENAI_EMBEDDING_MODEL"
        let dimensions = "OPENAI_EMBEDDING_DIMENSIONS"
        guard let model = settings.string(name) else { return nil }
        let key = settings.secret("OPENAI_API_KEY")
        let baseURL = settings.string("OPENAI_EMBEDDING_BASE_URL") ?? settings.string("OPENAI_BASE_URL")
        guard key != nil || baseURL != nil else {
            throw SettingsError(
                name: name,
                problem: "is set, but none of OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_EMBEDDING_BASE_URL is"
            )
        }
        if settings.string(dimensions) != nil {
            self.dimensions = try settings.int(dimensions, default: 0, in: EmbedTexts.dimensions)
        }
        self.endpoint = OpenAIConfiguration(
            name: "embedding",
            baseURL: OpenAIConfiguration.trimmed(baseURL ?? OpenAIConfiguration.publicURL),
            key: key,
            model: model,
            timeouts: FetchTimeouts(
                connect: timeouts.connect,
                firstByte: min(timeouts.firstByte, Self.longestWait),
                idle: min(timeouts.idle, Self.longestWait),
                total: min(timeouts.total ?? Self.longestWait, Self.longestWait)
            )
        )
    }
}
