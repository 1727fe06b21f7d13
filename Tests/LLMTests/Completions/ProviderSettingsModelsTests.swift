import Messages
import ServiceKit
import Testing

@testable import LLM

@Suite struct ProviderSettingsModelsTests {
    private func settings(_ environment: [String: String]) throws -> ProviderSettings {
        try ProviderSettings(Settings(environment: environment))
    }

    @Test func whatIsConfiguredIsListedOnce() throws {
        let others =
            #"[{"name":"b","baseURL":"http://b","model":"m-2"},{"name":"c","baseURL":"http://c","model":"m-1"}]"#
        let settings = try self.settings([
            "OPENAI_API_KEY": "k", "OPENAI_MODEL": "m-1", "AURA_LLM_PROVIDERS": others, "OPENAI_EMBEDDING_MODEL": "e",
        ])
        #expect(
            settings.modelList.models == [
                .init(id: "m-1", provider: "openai"), .init(id: "m-2", provider: "b"),
                .init(id: "e", provider: "embedding"),
            ]
        )
        #expect(settings.defaultModel == "m-1")
    }

    @Test func withoutAModelThereIsTheExtractiveOne() throws {
        let settings = try self.settings([:])
        #expect(settings.modelList.models == [.init(id: "extractive", provider: "aura")])
        #expect(settings.defaultModel == "extractive")
    }
}
