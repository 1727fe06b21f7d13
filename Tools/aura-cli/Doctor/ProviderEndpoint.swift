import Foundation
import HTTPFetch
import Messages
import ServiceKit

/// A model provider that this environment configures, as `aura-llm` reads it.
struct ProviderEndpoint: Sendable {
    var name: String
    /// Ends before `/models`.
    var baseURL: String
    var key: Secret?
    var model: String

    private static let publicURL = "https://api.openai.com/v1"

    /// All of them in the order in which they are asked; none where answers are quotations from documents.
    static func all(_ settings: Settings) throws(SettingsError) -> [ProviderEndpoint] {
        let choice = settings.string("AURA_LLM_PROVIDER")?.lowercased() ?? "auto"
        guard ["auto", "openai", "extractive"].contains(choice) else {
            throw SettingsError(name: "AURA_LLM_PROVIDER", problem: "must be one of auto, openai, extractive")
        }
        guard choice != "extractive" else { return [] }
        let key = settings.secret("OPENAI_API_KEY")
        let baseURL = settings.string("OPENAI_BASE_URL")
        var endpoints: [ProviderEndpoint] = []
        if key != nil || baseURL != nil {
            endpoints.append(
                ProviderEndpoint(
                    name: "openai",
                    baseURL: Self.trimmed(baseURL ?? Self.publicURL),
                    key: key,
                    model: settings.string("OPENAI_MODEL", default: "gpt-4")
                )
            )
        }
        endpoints += try Self.others(settings)
        guard choice != "openai" || !endpoints.isEmpty else {
            throw SettingsError(
                name: "AURA_LLM_PROVIDER",
                problem: "is openai, but neither OPENAI_API_KEY nor OPENAI_BASE_URL nor AURA_LLM_PROVIDERS is set"
            )
        }
        return endpoints
    }

    private struct Other: Decodable {
        var name: String
        var baseURL: String
        var apiKey: String?
        var model: String
    }

    private static func others(_ settings: Settings) throws(SettingsError) -> [ProviderEndpoint] {
        let name = "AURA_LLM_PROVIDERS"
        guard let text = settings.secret(name)?.revealed else { return [] }
        guard let others = try? JSONDecoder().decode([Other].self, from: Data(text.utf8)) else {
            throw SettingsError(name: name, problem: #"must be a JSON array of {"name","baseURL","apiKey","model"}"#)
        }
        return others.map {
            ProviderEndpoint(
                name: $0.name,
                baseURL: Self.trimmed($0.baseURL),
                key: $0.apiKey.map { Secret($0) },
                model: $0.model
            )
        }
    }

    private static func trimmed(_ url: String) -> String {
        url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    /// Asks which models there are: it costs nothing, and needs the key.
    var request: FetchRequest {
        FetchRequest(
            url: self.baseURL + "/models",
            headers: self.key.map { [FetchHeader(name: "Authorization", value: "Bearer \($0.revealed)")] } ?? [],
            timeouts: FetchTimeouts(
                connect: .seconds(5),
                firstByte: .seconds(10),
                idle: .seconds(10),
                total: .seconds(15)
            ),
            maximumResponseBytes: 4 << 20
        )
    }

    /// What the answer means.
    func diagnosis(of answer: EdgeAnswer) -> Diagnosis {
        let check = "provider"
        let who = "\(self.name) at \(self.baseURL)"
        switch answer.status {
        case 200:
            let models = JSONValue.read(answer.body)?["data"]?.array?.compactMap { $0["id"]?.string } ?? []
            guard models.isEmpty || models.contains(self.model) else {
                return .warn(
                    check,
                    "\(who) does not list the model \(self.model)",
                    "set OPENAI_MODEL to one that it has"
                )
            }
            return .ok(check, "\(who) answers, for \(self.model)")
        case 401, 403:
            return .fail(check, "\(who) refuses the key (\(answer.status))", "set a key that is valid")
        case 404, 405:
            return .ok(check, "\(who) answers and does not list its models, for \(self.model)")
        case 429:
            return .warn(check, "\(who) has too many requests or no quota left (429)", "look at the provider's limits")
        default:
            return .fail(check, "\(who) answers \(answer.status)", "look at the address, which ends before /models")
        }
    }

    /// What no answer means.
    func diagnosis(of error: FetchError) -> Diagnosis {
        .fail(
            "provider",
            "\(self.name) at \(self.baseURL) does not answer: \(error.message)",
            "look at the address, the network and http_proxy"
        )
    }
}
