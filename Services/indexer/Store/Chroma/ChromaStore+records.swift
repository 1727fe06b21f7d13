/// Records of one write or read, below what Chroma takes at once (5,461).
private let batch = 500
/// Bytes of texts of one write: 8 MB took Chroma longer than a request may take, and at 40 MB it ends one.
private let batchBytes = 1 << 20
/// Ids of one answer where all records are gone through; no more than Chroma takes in one update.
private let page = 5_000

extension ChromaStore {
    /// Brings what is still in a collection of another dimension into this replica's, the new record first, unless
    /// another replica has chosen its model by now.
    func move(
        _ records: [ChromaRecord],
        from collection: ChromaCollection,
        on shelf: ChromaShelf
    ) async throws(VectorStoreError) {
        let ids = records.map(\.metadata.record)
        let filter = ChromaFilter.all([
            .oneOf("tenant_id", self.tenants(of: records.map(\.metadata))), .oneOf("record", ids),
        ])
        let found: ChromaRecords = try await self.client.send(ChromaGet(filter: filter), to: collection.path + "/get")
        let present = Set(found.ids.map { ChromaKey($0) })
        guard !present.isEmpty else { return }
        try await self.write(records.filter { present.contains(ChromaKey($0.metadata.record)) }, on: shelf)
        guard try await self.shelf().chosenModel == self.model.description else { return }
        let _: ChromaDone = try await self.client.send(ChromaDelete(filter: filter), to: collection.path + "/delete")
    }

    /// Writes records as they are.
    func write(_ records: [ChromaRecord], on shelf: ChromaShelf) async throws(VectorStoreError) {
        for chunk in self.chunks(of: records) {
            var upsert = ChromaUpsert()
            for record in chunk {
                upsert.ids.append(record.metadata.record)
                upsert.embeddings.append(record.encodedVector)
                upsert.metadatas.append(record.metadata)
                upsert.documents.append(record.text)
            }
            do throws(VectorStoreError) {
                let _: ChromaDone = try await self.client.send(upsert, to: shelf.own.path + "/upsert")
            } catch {
                guard error.code == .refused, try await self.shelf().own.id != shelf.own.id else { throw error }
                throw VectorStoreError(.unavailable, "the collection took vectors of another length meanwhile")
            }
        }
    }

    /// The records in writes that Chroma takes.
    func chunks(of records: [ChromaRecord]) -> [[ChromaRecord]] {
        var chunks: [[ChromaRecord]] = []
        var bytes = 0
        for record in records {
            let size = record.text.utf8.count + record.metadata.fields.utf8.count
            if let last = chunks.indices.last, chunks[last].count < batch, bytes + size <= batchBytes {
                chunks[last].append(record)
                bytes += size
            } else {
                chunks.append([record])
                bytes = size
            }
        }
        return chunks
    }

    /// Removes what newer records of the same documents have made void. A record goes only where a newer one is seen, so
    /// the newest never goes, however many replicas do this at once.
    func removeSuperseded(_ metadata: [ChromaMetadata], on shelf: ChromaShelf) async throws(VectorStoreError) {
        let superseded = try await self.versions(of: metadata, on: shelf).superseded
        for collection in shelf.all {
            let mine = superseded.filter { $0.collection.id == collection.id }.map(\.metadata)
            for start in stride(from: 0, to: mine.count, by: batch) {
                let chunk = Array(mine[start..<min(start + batch, mine.count)])
                let filter = ChromaFilter.all([
                    .oneOf("tenant_id", self.tenants(of: chunk)), .oneOf("record", chunk.map(\.record)),
                ])
                let _: ChromaDone = try await self.client.send(
                    ChromaDelete(filter: filter),
                    to: collection.path + "/delete"
                )
            }
        }
    }

    /// All records of the documents that records belong to.
    func versions(
        of metadata: [ChromaMetadata],
        on shelf: ChromaShelf
    ) async throws(VectorStoreError) -> ChromaVersions {
        try await self.versions(
            of: Array(Set(metadata.map { ChromaKey($0.key) })),
            tenants: self.tenants(of: metadata),
            include: [.metadatas],
            on: shelf
        )
    }

    /// All records of documents, of the tenants that are named alone.
    func versions(
        of keys: [ChromaKey],
        tenants: [String],
        include: [ChromaField],
        on shelf: ChromaShelf
    ) async throws(VectorStoreError) -> ChromaVersions {
        var versions = ChromaVersions()
        for collection in shelf.all {
            for start in stride(from: 0, to: keys.count, by: batch) {
                let chunk = keys[start..<min(start + batch, keys.count)].map(\.text)
                let request = ChromaGet(
                    filter: .all([.oneOf("tenant_id", tenants), .oneOf("key", chunk)]),
                    include: include
                )
                let found: ChromaRecords = try await self.client.send(request, to: collection.path + "/get")
                for (index, metadata) in (found.metadatas ?? []).enumerated() {
                    guard let metadata else { continue }
                    let text = found.documents?[index] ?? ""
                    versions.insert(.init(collection: collection, metadata: metadata, text: text))
                }
            }
        }
        return versions
    }

    private func tenants(of metadata: [ChromaMetadata]) -> [String] {
        Set(metadata.map { ChromaKey($0.tenant) }).map(\.text)
    }

    func keys(
        of filter: ChromaFilter,
        in collection: ChromaCollection
    ) async throws(VectorStoreError) -> Set<ChromaKey> {
        Set(try await self.records(of: filter, in: collection).joined().map { ChromaMetadata.key(ofRecord: $0) })
    }

    /// The ids of all records that a filter lets through, a page after the other.
    func records(
        of filter: ChromaFilter,
        in collection: ChromaCollection
    ) async throws(VectorStoreError) -> [[String]] {
        var pages: [[String]] = []
        while true {
            let request = ChromaGet(filter: filter, limit: page, offset: pages.count * page)
            let found: ChromaRecords = try await self.client.send(request, to: collection.path + "/get")
            if !found.ids.isEmpty { pages.append(found.ids) }
            guard found.ids.count == page else { return pages }
        }
    }
}
