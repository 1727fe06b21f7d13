import HTTPFetch
import ServiceKit
import Testing

@testable import LLM

@Suite struct EmbeddingConfigurationTests {
    private func configuration(_ environment: [String: String]) throws -> EmbeddingConfiguration? {
        try EmbeddingConfiguration(
            Settings(environment: environment),
            timeouts: FetchTimeouts(firstByte: .seconds(60), idle: .seconds(3), total: .seconds(900))
        )
    }

    @Test(arguments: [
        (["OPENAI_API_KEY": "k", "OPENAI_EMBEDDING_MODEL": "m"], "https://api.openai.com/v1 m k nil"),
        (["OPENAI_BASE_URL": "http://a/v1/", "OPENAI_EMBEDDING_MODEL": "m"], "http://a/v1 m - nil"),
        (
            [
                "OPENAI_BASE_URL": "http://a/v1", "OPENAI_EMBEDDING_BASE_URL": "http://b/v1/", "OPENAI_API_KEY": "k",
                "OPENAI_EMBEDDING_MODEL": "m", "OPENAI_EMBEDDING_DIMENSIONS": "256",
            ], "http://b/v1 m k 256"
        ),
    ])
    func whereAndWhatTheModelIsIsRead(environment: [String: String], expected: String) throws {
        let found = try #require(try self.configuration(environment))
        let endpoint = found.endpoint
        let dimensions = found.dimensions.map(String.init) ?? "nil"
        #expect("\(endpoint.baseURL) \(endpoint.model) \(endpoint.key?.revealed ?? "-") \(dimensions)" == expected)
        #expect(endpoint.timeouts.firstByte == .seconds(20))
        #expect(endpoint.timeouts.idle == .seconds(3))
        #expect(endpoint.timeouts.total == .seconds(20))
    }

    @Test func withoutAModelThereIsNone() throws {
        #expect(try self.configuration(["OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"])?.endpoint.model == nil)
    }

    @Test(arguments: [
        (["OPENAI_EMBEDDING_MODEL": "m"], "OPENAI_EMBEDDING_MODEL"),
        (
            ["OPENAI_EMBEDDING_MODEL": "m", "OPENAI_API_KEY": "k", "OPENAI_EMBEDDING_DIMENSIONS": "0"],
            "OPENAI_EMBEDDING_DIMENSIONS"
        ),
        (
            ["OPENAI_EMBEDDING_MODEL": "m", "OPENAI_API_KEY": "k", "OPENAI_EMBEDDING_DIMENSIONS": "many"],
            "OPENAI_EMBEDDING_DIMENSIONS"
        ),
    ])
    func whatCannotBeUsedIsRefusedByName(environment: [String: String], name: String) {
        let error = #expect(throws: SettingsError.self) { _ = try self.configuration(environment) }
        #expect(error?.name == name)
    }
}
