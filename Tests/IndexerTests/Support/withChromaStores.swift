import Foundation
import HTTPFetch
import TestSupport
import Testing

@testable import Indexer

/// Gives a suite's tests one Chroma server.
struct ChromaServerTrait: SuiteTrait, TestScoping {
    @TaskLocal static var server: ChromaServer?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withChromaServer { server in
            try await Self.$server.withValue(server) { try await function() }
        }
    }
}

extension SuiteTrait where Self == ChromaServerTrait {
    static var chromaServer: Self { Self() }
}

/// A database of Chroma that one test has for itself.
struct ChromaDatabase {
    let url: String
    let name: String
    let http: any HTTPFetching

    /// Another replica on the same data.
    func open(_ model: EmbeddingModel = HashingEmbedder().model, http: (any HTTPFetching)? = nil) -> ChromaStore {
        ChromaStore(url: self.url, database: self.name, model: model, http: http ?? self.http)
    }

    var contract: VectorStoreContract<ChromaStore> { VectorStoreContract { self.open($0) } }

    /// How many records a collection has.
    func count(in collection: String = ChromaShelf.base) async throws -> Int {
        let client = ChromaClient(url: self.url, database: self.name, http: self.http)
        let found: ChromaCollection = try await client.get("/collections/\(collection)")
        return try await client.get(found.path + "/count")
    }

    fileprivate func make() async throws {
        let response = try await self.http.fetch(
            FetchRequest(
                method: "POST",
                url: self.url + "/api/v2/tenants/default_tenant/databases",
                headers: [FetchHeader(name: "Content-Type", value: "application/json")],
                body: Array(#"{"name":"\#(self.name)"}"#.utf8)
            )
        )
        #expect(response.status == 200)
        _ = try await response.body.collect(upTo: 1024)
    }
}

/// Runs a test with a database of its own on its suite's server.
func withChroma<Result>(_ body: (ChromaDatabase) async throws -> Result) async throws -> Result {
    let server = try #require(ChromaServerTrait.server)
    let http = try CurlFetcher(logger: quietLogger)
    let database = ChromaDatabase(url: server.url, name: "test-\(UUID().uuidString)", http: http)
    try await database.make()
    let result = try await body(database)
    await http.shutdown()
    return result
}
