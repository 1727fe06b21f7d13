import ServiceKit
import Testing

@testable import Indexer

@Suite struct IndexerSettingsTests {
    @Test func nothingSetGivesTheDocumentedDefaults() throws {
        let settings = try IndexerSettings(Settings(environment: [:]))
        #expect(settings.store == .sqlite(folder: "./data", cachedDocuments: 1_000_000))
        #expect(settings.remoteModel == nil)
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

    @Test(
        arguments: [
            (["OPENAI_EMBEDDING_MODEL": "text-embedding-3-small"], "text-embedding-3-small/1536"),
            (["OPENAI_EMBEDDING_MODEL": "text-embedding-3-large"], "text-embedding-3-large/3072"),
            (["OPENAI_EMBEDDING_MODEL": "text-embedding-ada-002"], "text-embedding-ada-002/1536"),
            (
                ["OPENAI_EMBEDDING_MODEL": "text-embedding-3-large", "OPENAI_EMBEDDING_DIMENSIONS": "256"],
                "text-embedding-3-large/256"
            ),
            (
                [
                    "OPENAI_EMBEDDING_MODEL": "bge-m3", "OPENAI_EMBEDDING_DIMENSIONS": "1024",
                    "AURA_EMBEDDINGS": "openai",
                ], "bge-m3/1024"
            ),
            (["OPENAI_EMBEDDING_MODEL": "text-embedding-3-small", "AURA_EMBEDDINGS": "hashing"], nil),
        ] as [([String: String], String?)]
    )
    func aRemoteModelIsTakenWhereItIsNamed(environment: [String: String], expected: String?) throws {
        #expect(try IndexerSettings(Settings(environment: environment)).remoteModel?.description == expected)
    }

    @Test(arguments: [
        (["OPENAI_EMBEDDING_MODEL": "bge-m3"], "OPENAI_EMBEDDING_DIMENSIONS"),
        (["OPENAI_EMBEDDING_MODEL": "m", "OPENAI_EMBEDDING_DIMENSIONS": "5000"], "OPENAI_EMBEDDING_DIMENSIONS"),
        (["AURA_EMBEDDINGS": "openai"], "AURA_EMBEDDINGS"),
    ])
    func aRemoteModelThatCannotBeUsedIsRefusedByName(environment: [String: String], name: String) {
        let error = #expect(throws: SettingsError.self) {
            try IndexerSettings(Settings(environment: environment))
        }
        #expect(error?.name == name)
    }
}
