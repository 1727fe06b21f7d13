import HTTPFetch
import ServiceKit
import Testing

@testable import LLM

@Suite struct ProviderSettingsTests {
    private static let other = #"[{"name":"b","baseURL":"http://b/v1/","model":"m-b"}]"#

    private func providers(_ environment: [String: String]) throws -> [OpenAIConfiguration] {
        try ProviderSettings(Settings(environment: environment)).providers
    }

    @Test(arguments: [
        ([:], []),
        (["OPENAI_API_KEY": "k"], ["openai https://api.openai.com/v1 gpt-4 k"]),
        (["OPENAI_BASE_URL": "http://a/v1"], ["openai http://a/v1 gpt-4 -"]),
        (["OPENAI_BASE_URL": "http://a/v1/", "OPENAI_MODEL": "m", "OPENAI_API_KEY": "k"], ["openai http://a/v1 m k"]),
        (["AURA_LLM_PROVIDERS": other], ["b http://b/v1 m-b -"]),
        (
            ["OPENAI_API_KEY": "k", "AURA_LLM_PROVIDERS": other],
            ["openai https://api.openai.com/v1 gpt-4 k", "b http://b/v1 m-b -"]
        ),
        (["OPENAI_API_KEY": "k", "AURA_LLM_PROVIDER": "extractive"], []),
        (["AURA_LLM_PROVIDERS": other, "AURA_LLM_PROVIDER": "OpenAI"], ["b http://b/v1 m-b -"]),
        (["OPENAI_API_KEY": ""], []),
    ])
    func providersAreAskedInTheOrderThatTheSettingsGive(environment: [String: String], expected: [String]) throws {
        let found = try self.providers(environment).map {
            "\($0.name) \($0.baseURL) \($0.model) \($0.key?.revealed ?? "-")"
        }
        #expect(found == expected)
    }

    @Test(arguments: [
        (["AURA_LLM_PROVIDER": "openai"], "AURA_LLM_PROVIDER"),
        (["AURA_LLM_PROVIDER": "chatgpt"], "AURA_LLM_PROVIDER"),
        (["AURA_LLM_PROVIDERS": "{"], "AURA_LLM_PROVIDERS"),
        (["AURA_LLM_PROVIDERS": "{}"], "AURA_LLM_PROVIDERS"),
        (["AURA_LLM_PROVIDERS": #"[{"name":"b"}]"#], "AURA_LLM_PROVIDERS"),
        (
            ["AURA_LLM_PROVIDERS": #"[{"name":"b","baseURL":"http://b","model":"m","apiKey":"hush"},5]"#],
            "AURA_LLM_PROVIDERS"
        ),
        (["AURA_LLM_IDLE_TIMEOUT": "soon"], "AURA_LLM_IDLE_TIMEOUT"),
        (["AURA_LLM_TOTAL_TIMEOUT": "-1"], "AURA_LLM_TOTAL_TIMEOUT"),
    ])
    func anUnusableSettingIsNamedAndNoSecretShown(environment: [String: String], name: String) {
        do {
            _ = try ProviderSettings(Settings(environment: environment))
            Issue.record("It was taken")
        } catch {
            #expect(error.name == name)
            #expect(!error.description.contains("hush"))
        }
    }

    @Test func timesAreTakenForEveryProvider() throws {
        let found = try self.providers([
            "OPENAI_API_KEY": "k", "AURA_LLM_PROVIDERS": Self.other, "AURA_LLM_CONNECT_TIMEOUT": "1",
            "AURA_LLM_FIRST_BYTE_TIMEOUT": "2.5", "AURA_LLM_IDLE_TIMEOUT": "3", "AURA_LLM_TOTAL_TIMEOUT": "4",
        ])
        let times = FetchTimeouts(connect: .seconds(1), firstByte: .seconds(2.5), idle: .seconds(3), total: .seconds(4))
        #expect(found.map(\.timeouts) == [times, times])
    }

    @Test func aKeyIsNotShownWithItsConfiguration() throws {
        let found = try self.providers(["OPENAI_API_KEY": "sk-hush"])
        #expect(!"\(found)".contains("hush"))
        var dumped = ""
        dump(found, to: &dumped)
        #expect(!dumped.contains("hush"))
    }
}
