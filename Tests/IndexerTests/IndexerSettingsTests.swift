import ServiceKit
import Testing

@testable import Indexer

@Suite struct IndexerSettingsTests {
    @Test func nothingSetGivesTheDocumentedDefaults() throws {
        let settings = try IndexerSettings(Settings(environment: [:]))
        #expect(settings.store == .sqlite(folder: "./data", cachedDocuments: 1_000_000))
        #expect(settings.maximumDeliveries == 3)
        #expect(settings.runTimeToLive == .seconds(3600))
    }

    @Test(arguments: [
        ["AURA_VECTOR_STORE": "oracle"], ["AURA_EMBEDDINGS": "openai"],
        ["AURA_INDEX_CACHE": "0"],
    ])
    func whatCannotBeServedIsRefusedByName(environment: [String: String]) {
        let error = #expect(throws: SettingsError.self) {
            try IndexerSettings(Settings(environment: environment))
        }
        #expect(error?.name == environment.keys.first)
    }

    @Test func chromaIsChosenByName() throws {
        let usual = try IndexerSettings(Settings(environment: ["AURA_VECTOR_STORE": "chroma"]))
        #expect(usual.store == .chroma(url: "http://localhost:8001"))
        let environment = ["AURA_VECTOR_STORE": "chroma", "CHROMA_URL": "https://chroma.example:443"]
        #expect(
            try IndexerSettings(Settings(environment: environment)).store == .chroma(url: "https://chroma.example:443")
        )
        let error = #expect(throws: SettingsError.self) {
            try IndexerSettings(Settings(environment: ["AURA_VECTOR_STORE": "chroma", "CHROMA_URL": "chroma:8001"]))
        }
        #expect(error?.name == "CHROMA_URL")
    }
}
