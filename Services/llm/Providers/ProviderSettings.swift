import FoundationEssentials
import HTTPFetch
import ServiceKit

/// Which providers answer, in the order in which they are asked; none means that no model is configured.
struct ProviderSettings: Sendable {
    var providers: [OpenAIConfiguration]
    /// What embeds texts; nil where nothing is configured to.
    var embedding: EmbeddingConfiguration?

    enum Choice: String, CaseIterable {
        case auto, openai, extractive
    }

    /// Reads `AURA_LLM_PROVIDER` (auto, openai, extractive), `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_MODEL`,
    /// `AURA_LLM_PROVIDERS` (a JSON array of `{"name","baseURL","apiKey"?,"model"}`, asked after the first), and the
    /// limits `AURA_LLM_CONNECT_TIMEOUT` (5 s), `AURA_LLM_FIRST_BYTE_TIMEOUT` (60 s), `AURA_LLM_IDLE_TIMEOUT` (60 s) and
    /// `AURA_LLM_TOTAL_TIMEOUT` (900 s).
    init(_ settings: Settings) throws(SettingsError) {
        let timeouts = FetchTimeouts(
            connect: try settings.seconds("AURA_LLM_CONNECT_TIMEOUT", default: .seconds(5)),
            firstByte: try settings.seconds("AURA_LLM_FIRST_BYTE_TIMEOUT", default: .seconds(60)),
            idle: try settings.seconds("AURA_LLM_IDLE_TIMEOUT", default: .seconds(60)),
            total: try settings.seconds("AURA_LLM_TOTAL_TIMEOUT", default: .seconds(900))
        )
        self.embedding = try EmbeddingConfiguration(settings, timeouts: timeouts)
        let choice = try settings.choice("AURA_LLM_PROVIDER", default: Choice.auto)
        let key = settings.secret("OPENAI_API_KEY")
        let baseURL = settings.string("OPENAI_BASE_URL")
        let others = try Self.others(settings, timeouts: timeouts)
        let hasFirst = key != nil || baseURL != nil
        switch choice {
        case .extractive:
            self.providers = []
        case .openai where !hasFirst && others.isEmpty:
            throw SettingsError(
                name: "AURA_LLM_PROVIDER",
                problem: "is openai, but neither OPENAI_API_KEY nor OPENAI_BASE_URL nor AURA_LLM_PROVIDERS is set"
            )
        case .auto, .openai:
            let first = OpenAIConfiguration(
                name: "openai",
                baseURL: OpenAIConfiguration.trimmed(baseURL ?? OpenAIConfiguration.publicURL),
                key: key,
                model: settings.string("OPENAI_MODEL", default: "gpt-4"),
                timeouts: timeouts
            )
            self.providers = (hasFirst ? [first] : []) + others
        }
    }

    private struct Other: Decodable {
        var name: String
        var baseURL: String
        var apiKey: String?
        var model: String
    }

    private static func others(
        _ settings: Settings,
        timeouts: FetchTimeouts
    ) throws(SettingsError) -> [OpenAIConfiguration] {
        let name = "AURA_LLM_PROVIDERS"
        guard let text = settings.secret(name)?.revealed else { return [] }
        guard let others = try? JSONDecoder().decode([Other].self, from: Data(text.utf8)) else {
            throw SettingsError(
                name: name,
                problem: #"must be a JSON array of {"name","baseURL","apiKey","model"}; apiKey may be left out"#
            )
        }
        return others.map { other in
            OpenAIConfiguration(
                name: other.name,
                baseURL: OpenAIConfiguration.trimmed(other.baseURL),
                key: other.apiKey.map { Secret($0) },
                model: other.model,
                timeouts: timeouts
            )
        }
    }
}
