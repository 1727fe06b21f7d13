import FoundationEssentials
import GRDB
import Messages

extension SQLiteStore {
    static func lastChange(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT value FROM counters WHERE name = 'change'")) ?? 0
    }

    static func setLastChange(_ change: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE counters SET value = ? WHERE name = 'change'").execute(arguments: [change])
    }

    /// The last change before the latest rebuild: vectors that were written up to it are outdated. 0 before the first.
    static func rebuild(_ db: Database) throws -> Int64 {
        let sql = "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'rebuild'"
        return try Int64.fetchOne(db.cachedStatement(sql: sql)) ?? 0
    }

    /// Lets all vectors that there are count as outdated, unless some do already by an earlier rebuild.
    static func beginRebuild(_ db: Database) throws {
        let isUnderWay = try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM documents WHERE change <= ? AND NOT deleted)",
            arguments: [try self.rebuild(db)]
        )
        guard isUnderWay == false else { return }
        try db.execute(
            sql: """
                INSERT INTO settings (name, value) VALUES ('rebuild', ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
            arguments: ["\(try self.lastChange(db))"]
        )
    }

    /// Writes a document unless something as new is there; says whether it did.
    static func upsert(
        _ document: Document,
        _ vector: [Float],
        _ model: EmbeddingModel,
        _ change: Int64,
        _ db: Database
    ) throws -> Bool {
        let version = document.version
        return try self.write(
            db,
            [
                document.key.tenant.description, document.key.id, version.milliseconds, version.sequence, change, 0,
                document.type, document.time, document.text, MetadataText.encode(document.metadata),
                model.description, VectorBlob.encode(vector),
            ]
        )
    }

    /// Leaves a tombstone unless something as new is there; says whether it did.
    static func remove(_ key: DocumentKey, _ version: DocumentVersion, _ change: Int64, _ db: Database) throws -> Bool {
        try self.write(
            db,
            [
                key.tenant.description, key.id, version.milliseconds, version.sequence, change, 1,
                "", 0, "", "{}", nil, nil,
            ]
        )
    }

    /// Brings a partition to the state that `db` sees.
    static func catchUp(
        _ partition: inout TenantPartition,
        _ tenant: TenantID,
        _ model: EmbeddingModel,
        _ db: Database
    ) throws {
        let statement = try db.cachedStatement(
            sql: """
                SELECT row, change, deleted, type, time, text, iif(model = ?, vector, NULL) FROM documents
                WHERE tenant = ? AND change > ? ORDER BY change
                """
        )
        let arguments: StatementArguments = [model.description, tenant.description, partition.change]
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() {
            var content: TenantPartition.Row.Content?
            if row[2] == 0 {
                let vector = try row.withUnsafeData(atIndex: 6) { data in
                    data?.withUnsafeBytes { VectorBlob.decode($0, dimension: model.dimension) }
                }
                content = .init(type: row[3], text: row[5], time: row[4], vector: vector ?? nil)
            }
            partition.take(TenantPartition.Row(id: row[0], content: content), change: row[1])
        }
        partition.caughtUp(to: try self.lastChange(db))
    }

    /// The document of a row, if it is the tenant's and still there.
    static func hit(_ id: Int64, _ score: Double, _ tenant: TenantID, _ db: Database) throws -> SearchHit? {
        let statement = try db.cachedStatement(
            sql: "SELECT id, type, text, metadata FROM documents WHERE row = ? AND tenant = ? AND NOT deleted"
        )
        // Read where it stands, uncopied: the row is the cursor's.
        let rows = try Row.fetchCursor(statement, arguments: [id, tenant.description])
        return try withExtendedLifetime(rows) {
            guard let row = try rows.next() else { return nil }
            return SearchHit(
                id: row[0],
                score: score,
                type: row[1],
                text: SearchHit.cut(row[2]),
                metadata: MetadataText.decode(row[3])
            )
        }
    }

    static func document(_ row: Row) -> Document? {
        guard let tenant = TenantID(row["tenant"] as String) else { return nil }
        return Document(
            key: DocumentKey(tenant: tenant, id: row["id"]),
            version: DocumentVersion(row["milliseconds"], row["sequence"]),
            type: row["type"],
            text: row["text"],
            metadata: MetadataText.decode(row["metadata"]),
            time: row["time"]
        )
    }

    private static func write(_ db: Database, _ arguments: StatementArguments) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO documents
                    (tenant, id, milliseconds, sequence, change, deleted, type, time, text, metadata, model, vector)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (tenant, id) DO UPDATE SET
                    milliseconds = excluded.milliseconds, sequence = excluded.sequence, change = excluded.change,
                    deleted = excluded.deleted, type = excluded.type, time = excluded.time, text = excluded.text,
                    metadata = excluded.metadata, model = excluded.model, vector = excluded.vector
                WHERE (excluded.milliseconds, excluded.sequence) > (milliseconds, sequence)
                """
        )
        try statement.execute(arguments: arguments)
        return db.changesCount > 0
    }
}
