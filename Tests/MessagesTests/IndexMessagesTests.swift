import Messages
import Testing

/// What replicas of other versions have written must stay readable.
@Suite struct IndexMessagesTests {
    @Test func storedStatisticsAreRead() throws {
        let stored = """
            {"documents":5,"tenants":2,"tombstones":1,"outdatedVectors":4,"model":"hashing/384","store":"sqlite",\
            "bytesOnDisk":4096,"later":true}
            """
        let statistics = IndexStatistics(
            documents: 5,
            tenants: 2,
            tombstones: 1,
            outdatedVectors: 4,
            model: "hashing/384",
            store: "sqlite",
            bytesOnDisk: 4096
        )
        #expect(try IndexStatistics.decoded(from: Array(stored.utf8)) == statistics)
        #expect(try IndexStatistics.decoded(from: statistics.encoded()) == statistics)
        let elsewhere = #"{"documents":0,"tenants":0,"tombstones":0,"outdatedVectors":0,"model":"m","store":"chroma"}"#
        #expect(try IndexStatistics.decoded(from: Array(elsewhere.utf8)).bytesOnDisk == nil)
    }

    @Test func theCommandsHaveTheirNamesAndNoContent() throws {
        #expect([CountIndex.kind, RebuildIndex.kind] == ["index.stats", "index.rebuild"])
        #expect([CountIndex.worker, RebuildIndex.worker] == [.indexer, .indexer])
        #expect(try CountIndex().encoded() == Array("{}".utf8))
        #expect(try RebuildIndex().encoded() == Array("{}".utf8))
        #expect(RunKind.index.rawValue == "index")
        #expect(RunEventType.statistics.rawValue == "statistics")
        #expect(DeadLetterFields.all == ["reason", "attempts", "failedAt"])
    }
}
