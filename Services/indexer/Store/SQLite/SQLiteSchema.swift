import GRDB

/// The tables of the store's file.
enum SQLiteSchema {
    /// Kept as `user_version`; a file of another version is refused, not guessed at.
    static let version = 1

    /// Makes the tables where there are none.
    static func prepare(_ db: Database, model: EmbeddingModel) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found == 0 || found == Self.version else {
            throw VectorStoreError(.refused, "the index file is of version \(found), not \(Self.version)")
        }
        try db.execute(sql: Self.tables)
        try db.execute(sql: "PRAGMA user_version = \(Self.version)")
        try db.execute(
            sql:
                "INSERT INTO settings (name, value) VALUES ('model', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [model.description]
        )
    }

    /// `change` grows with every write in the file, so that replicas see what others wrote; a removed document stays as
    /// a row with `deleted`, so that nothing older revives it.
    private static let tables = """
        CREATE TABLE IF NOT EXISTS documents (
            row INTEGER PRIMARY KEY,
            tenant TEXT NOT NULL,
            id TEXT NOT NULL,
            milliseconds INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            change INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            type TEXT NOT NULL,
            time INTEGER NOT NULL,
            text TEXT NOT NULL,
            metadata TEXT NOT NULL,
            model TEXT,
            vector BLOB,
            UNIQUE (tenant, id)
        ) STRICT;
        CREATE INDEX IF NOT EXISTS documents_by_change ON documents (tenant, change);
        CREATE INDEX IF NOT EXISTS documents_by_model ON documents (model);
        CREATE INDEX IF NOT EXISTS documents_by_age ON documents (change, tenant, model) WHERE NOT deleted;
        CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
        INSERT INTO counters (name, value) VALUES ('change', 0) ON CONFLICT (name) DO NOTHING;
        """
}
