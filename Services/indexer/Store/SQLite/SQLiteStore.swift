import FoundationEssentials
import GRDB
package import Messages
import Synchronization

/// Documents in one SQLite file, which the replicas on one host share.
///
/// Searches run on a tenant's partition in memory, which each search first brings up to the file's state. Every
/// statement that reaches a document names its tenant.
package final class SQLiteStore: VectorStore {
    let kind = "sqlite"
    let countingInterval = Duration.seconds(15)
    private let file: String
    private let pool: DatabasePool
    private let model: EmbeddingModel
    private let partitions: PartitionCache
    private let readers: ReaderCount
    /// Documents of a partition that is searched in a few milliseconds.
    private static let quickSize = 20_000
    /// Changes that are taken in as fast.
    private static let quickChanges: Int64 = 256

    /// Opens or makes the file `index.sqlite` in a folder, which is made where it is not there.
    ///
    /// - Parameter cachedDocuments: Documents of all tenants that are kept in memory.
    package init(folder: String, model: EmbeddingModel, cachedDocuments: Int = 1_000_000) throws(VectorStoreError) {
        self.model = model
        self.file = folder + "/index.sqlite"
        self.partitions = PartitionCache(model: model, limit: cachedDocuments)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            self.readers = ReaderCount(limit: configuration.maximumReaderCount)
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            self.pool = try DatabasePool(path: self.file, configuration: configuration)
            try self.pool.write { try SQLiteSchema.prepare($0, model: model) }
        } catch {
            throw VectorStoreError(error)
        }
    }

    /// Whether the file can be read now.
    func isOpen() async -> Bool {
        (try? await self.pool.read { try Int.fetchOne($0, sql: "SELECT 1") }) == 1
    }

    package func apply(_ changes: [EmbeddedChange]) async throws(VectorStoreError) -> [ChangeOutcome] {
        guard !changes.isEmpty else { return [] }
        let model = self.model
        return try await self.write { db in
            var change = try Self.lastChange(db)
            var outcomes: [ChangeOutcome] = []
            for item in changes {
                change += 1
                let isApplied =
                    switch item {
                    case .upsert(let document, let vector):
                        try Self.upsert(document, vector, model, change, db)
                    case .remove(let key, let version):
                        try Self.remove(key, version, change, db)
                    }
                outcomes.append(isApplied ? .applied : .outdated)
            }
            try Self.setLastChange(change, db)
            return outcomes
        }
    }

    package func search(_ query: StoreQuery, in tenant: TenantID) async throws(VectorStoreError) -> [SearchHit] {
        let slot = self.partitions.slot(of: tenant)
        if let hits = try self.searchHere(query, slot, tenant) { return hits }
        let (hits, size) = try await self.read { [model] db in
            let (found, size) = try slot.partition.withLock { partition in
                let rebuild = try Self.rebuild(db)
                if partition.isWorn || partition.rebuild != rebuild {
                    partition = TenantPartition(model: model, rebuild: rebuild)
                }
                try Self.catchUp(&partition, tenant, model, db)
                return (partition.search(query), partition.slotCount)
            }
            return (try found.compactMap { try Self.hit($0.row, $0.score, tenant, db) }, size)
        }
        self.partitions.settle(tenant, size: size)
        return hits
    }

    /// Searches on this thread, where having another do it would take longer than the search. Nil where the search may be
    /// long or would wait: the partition is large, far behind or in use, or all connections are.
    private func searchHere(
        _ query: StoreQuery,
        _ slot: PartitionCache.Slot,
        _ tenant: TenantID
    ) throws(VectorStoreError) -> [SearchHit]? {
        guard self.readers.takeFree() else { return nil }
        defer { self.readers.giveBack() }
        do {
            return try self.pool.read { [model] db in
                let found = try slot.partition.withLockIfAvailable { partition -> [(row: Int64, score: Double)]? in
                    defer { self.partitions.settle(tenant, size: partition.slotCount) }
                    guard (1...Self.quickSize).contains(partition.slotCount), !partition.isWorn,
                        partition.rebuild == (try Self.rebuild(db)),
                        try Self.lastChange(db) - partition.change <= Self.quickChanges
                    else { return nil }
                    try Self.catchUp(&partition, tenant, model, db)
                    return partition.search(query)
                }
                return try found??.compactMap { try Self.hit($0.row, $0.score, tenant, db) }
            }
        } catch {
            throw VectorStoreError(error)
        }
    }

    package func documents(_ ids: [String], in tenant: TenantID) async throws(VectorStoreError) -> [SearchHit] {
        try await self.read { db in
            let statement = try db.cachedStatement(sql: "SELECT row FROM documents WHERE tenant = ? AND id = ?")
            return try ids.compactMap { id in
                try Int64.fetchOne(statement, arguments: [tenant.description, id])
                    .flatMap { try Self.hit($0, 1, tenant, db) }
            }
        }
    }

    package func statistics() async throws(VectorStoreError) -> StoreStatistics {
        let name = self.model.description
        return try await self.read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(*), count(DISTINCT tenant), (SELECT count(*) FROM documents) - count(*),
                        count(*) FILTER (WHERE model IS NOT ? OR change <= ?)
                    FROM documents WHERE NOT deleted
                    """,
                arguments: [name, try Self.rebuild(db)]
            )
            return StoreStatistics(
                documents: row?[0] ?? 0,
                tenants: row?[1] ?? 0,
                tombstones: row?[2] ?? 0,
                outdatedVectors: row?[3] ?? 0
            )
        }
    }

    func bytesOnDisk() async -> Int? {
        let sizes = ["", "-wal", "-shm"].compactMap { suffix in
            try? FileManager.default.attributesOfItem(atPath: self.file + suffix)[.size] as? Int
        }
        return sizes.isEmpty ? nil : sizes.reduce(0, +)
    }

    func rebuild() async throws(VectorStoreError) {
        try await self.write { try Self.beginRebuild($0) }
    }

    func documentsToEmbedAgain(limit: Int) async throws(VectorStoreError) -> [Document] {
        let name = self.model.description
        return try await self.read { db in
            let chosen = try String.fetchOne(db, sql: "SELECT value FROM settings WHERE name = 'model'")
            guard chosen == name else { return [] }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM documents WHERE (model < ?1 OR model > ?1 OR change <= ?2) AND NOT deleted LIMIT ?3
                    """,
                arguments: [name, try Self.rebuild(db), limit]
            )
            return rows.compactMap { Self.document($0) }
        }
    }

    func replaceVectors(_ documents: [(document: Document, vector: [Float])]) async throws(VectorStoreError) {
        let name = self.model.description
        try await self.write { db in
            var change = try Self.lastChange(db)
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE documents SET vector = ?, model = ?, change = ?
                    WHERE tenant = ? AND id = ? AND milliseconds = ? AND sequence = ? AND NOT deleted
                    """
            )
            for (document, vector) in documents {
                change += 1
                let key = document.key
                try statement.execute(arguments: [
                    VectorBlob.encode(vector), name, change, key.tenant.description, key.id,
                    document.version.milliseconds, document.version.sequence,
                ])
            }
            try Self.setLastChange(change, db)
        }
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(VectorStoreError) -> Value {
        self.readers.take()
        defer { self.readers.giveBack() }
        do {
            return try await self.pool.read(body)
        } catch {
            throw VectorStoreError(error)
        }
    }

    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(VectorStoreError) -> Value {
        do {
            return try await self.pool.write(body)
        } catch {
            throw VectorStoreError(error)
        }
    }
}
