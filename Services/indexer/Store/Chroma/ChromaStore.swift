import HTTPFetch
import Messages
import Synchronization

/// Documents on a Chroma server, which replicas on any hosts share.
///
/// Replicas need no lock: each version of a document is a record of its own under a key that carries its tenant, reads
/// take the newest, and whoever has written removes what has become void (see ``ChromaRecord``). So whatever the order in
/// which replicas read and write, the newest change wins. Nothing about the server is kept between calls.
final class ChromaStore: VectorStore {
    let kind = "chroma"
    /// Counting goes through the ids of all documents.
    let countingInterval = Duration.seconds(600)
    let client: ChromaClient
    let model: EmbeddingModel
    /// Whether this replica has said once which model it has.
    let hasChosen = Mutex(false)

    /// - Parameter database: Chroma's own, under its tenant `default_tenant`.
    init(url: String, database: String = "default_database", model: EmbeddingModel, http: any HTTPFetching) {
        self.client = ChromaClient(url: url, database: database, http: http)
        self.model = model
    }

    func isOpen() async -> Bool {
        (try? await self.shelf()) != nil
    }

    func apply(_ changes: [EmbeddedChange]) async throws(VectorStoreError) -> [ChangeOutcome] {
        guard !changes.isEmpty else { return [] }
        var records: [ChromaRecord] = []
        for change in changes {
            switch change {
            case .upsert(let document, let vector):
                records.append(try ChromaRecord(document, vector: vector, model: self.model))
            case .remove(let key, let version):
                records.append(ChromaRecord(removing: key, version: version, model: self.model))
            }
        }
        let shelf = try await self.shelf()
        let kept = try await self.versions(of: records.map(\.metadata), on: shelf)
        var newest: [ChromaKey: DocumentVersion] = [:]
        var writes: [ChromaKey: ChromaRecord] = [:]
        var outcomes: [ChangeOutcome] = []
        for record in records {
            let key = ChromaKey(record.metadata.key)
            if let known = newest[key] ?? kept.newest(key)?.metadata.version, known >= record.metadata.version {
                outcomes.append(.outdated)
            } else {
                newest[key] = record.metadata.version
                writes[key] = record
                outcomes.append(.applied)
            }
        }
        try await self.write(Array(writes.values), on: shelf)
        if !writes.isEmpty || !kept.superseded.isEmpty {
            try await self.removeSuperseded(records.map(\.metadata), on: shelf)
        }
        return outcomes
    }

    func statistics() async throws(VectorStoreError) -> StoreStatistics {
        let shelf = try await self.shelf()
        let live = ChromaFilter.flag("deleted", false)
        var documents: Set<ChromaKey> = []
        var tombstones: Set<ChromaKey> = []
        var outdated: Set<ChromaKey> = []
        for collection in shelf.all {
            let found = try await self.keys(of: live, in: collection)
            documents.formUnion(found)
            tombstones.formUnion(try await self.keys(of: .flag("deleted", true), in: collection))
            if collection.id == shelf.own.id {
                let others = ChromaFilter.all([live, .not("model", self.model.description)])
                outdated.formUnion(try await self.keys(of: others, in: collection))
            } else {
                outdated.formUnion(found)
            }
        }
        return StoreStatistics(
            documents: documents.count,
            tenants: Set(documents.map(\.tenant)).count,
            tombstones: tombstones.count,
            outdatedVectors: outdated.count
        )
    }

    /// The server is elsewhere.
    func bytesOnDisk() async -> Int? { nil }

    /// Until a document is embedded again, full text alone finds it.
    func rebuild() async throws(VectorStoreError) {
        let shelf = try await self.shelf()
        let current = ChromaFilter.all([.flag("deleted", false), .text("model", self.model.description)])
        for records in try await self.records(of: current, in: shelf.own) {
            var update = ChromaUpdate()
            update.ids = records
            update.metadatas = records.map { _ in .init(model: "\(self.model) (outdated)") }
            let _: ChromaDone = try await self.client.send(update, to: shelf.own.path + "/update")
        }
    }

    func documentsToEmbedAgain(limit: Int) async throws(VectorStoreError) -> [Document] {
        let shelf = try await self.shelf()
        guard shelf.chosenModel == self.model.description else { return [] }
        let live = ChromaFilter.flag("deleted", false)
        var documents: [Document] = []
        for collection in shelf.all where documents.count < limit {
            let isOwn = collection.id == shelf.own.id
            let request = ChromaGet(
                filter: isOwn ? .all([live, .not("model", self.model.description)]) : live,
                include: [.metadatas, .documents],
                limit: limit - documents.count
            )
            let found: ChromaRecords = try await self.client.send(request, to: collection.path + "/get")
            for (metadata, text) in zip(found.metadatas ?? [], found.documents ?? []) {
                guard let metadata, let tenant = TenantID(metadata.tenant) else { continue }
                documents.append(
                    Document(
                        key: DocumentKey(tenant: tenant, id: metadata.document),
                        version: metadata.version,
                        type: metadata.type,
                        text: text ?? "",
                        metadata: metadata.documentFields,
                        time: metadata.time
                    )
                )
            }
        }
        return documents
    }

    /// An id names a version, so an update of one that has changed meanwhile meets nothing.
    func replaceVectors(_ documents: [(document: Document, vector: [Float])]) async throws(VectorStoreError) {
        guard !documents.isEmpty else { return }
        var records: [ChromaRecord] = []
        for (document, vector) in documents {
            records.append(try ChromaRecord(document, vector: vector, model: self.model))
        }
        let shelf = try await self.shelf()
        for chunk in self.chunks(of: records) {
            var update = ChromaUpdate()
            update.embeddings = chunk.map(\.encodedVector)
            for record in chunk {
                update.ids.append(record.metadata.record)
                update.metadatas.append(.init(model: record.metadata.model))
            }
            let _: ChromaDone = try await self.client.send(update, to: shelf.own.path + "/update")
        }
        for collection in shelf.others { try await self.move(records, from: collection, on: shelf) }
        try await self.removeSuperseded(records.map(\.metadata), on: shelf)
    }
}
