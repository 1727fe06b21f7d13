import ServiceKit
import Testing

@testable import Indexer

@Suite struct IndexerSettingsTests {
    @Test func nothingSetGivesTheDocumentedDefaults() throws {
        let settings = try IndexerSettings(Settings(environment: [:]))
        #expect(settings.folder == "./data")
        #expect(settings.maximumDeliveries == 3)
        #expect(settings.runTimeToLive == .seconds(3600))
    }

    @Test(arguments: [
        ["AURA_VECTOR_STORE": "chroma"], ["AURA_VECTOR_STORE": "oracle"], ["AURA_EMBEDDINGS": "openai"],
        ["AURA_INDEX_CACHE": "0"],
    ])
    func whatCannotBeServedIsRefusedByName(environment: [String: String]) {
        let error = #expect(throws: SettingsError.self) {
            try IndexerSettings(Settings(environment: environment))
        }
        #expect(error?.name == environment.keys.first)
    }
}
