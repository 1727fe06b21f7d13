import Messages

extension SearchHit {
    fileprivate init(_ document: ChromaVersions.Entry, score: Double) {
        self.init(
            id: document.metadata.document,
            score: score,
            type: document.metadata.type,
            text: SearchHit.cut(document.text),
            metadata: document.metadata.documentFields
        )
    }
}

extension ChromaStore {
    /// Documents that are read for one ranking; of more that match, those with the most and rarest terms.
    private static let readLimit = 300
    /// Documents of one term that are looked at where too many match.
    private static let termListLimit = 2_000

    /// Chroma says which documents are near by vector and which hold terms; the ranking of those is ours, the same as
    /// over SQLite, save that the terms' statistics are those of the documents read.
    func search(_ query: StoreQuery, in tenant: TenantID) async throws(VectorStoreError) -> [SearchHit] {
        let shelf = try await self.shelf()
        let nearest: [(record: String, key: ChromaKey)]
        let matching: [ChromaKey]
        do {
            async let near = self.nearest(query, tenant, shelf)
            async let matches = self.matching(query, tenant, shelf)
            nearest = try await near
            if let few = try await matches {
                matching = few
            } else {
                let lists = try await self.matchingByTerm(query, tenant, shelf)
                matching = ChromaCandidates.best(lists, nearest: nearest.map(\.key), limit: Self.readLimit)
            }
        } catch {
            throw VectorStoreError(error)
        }
        let keys = Array(Set(nearest.map(\.key) + matching))
        guard !keys.isEmpty else { return [] }
        let versions = try await self.versions(
            of: keys,
            tenants: [tenant.description],
            include: [.metadatas, .documents],
            on: shelf
        )
        let documents = keys.compactMap { versions.newest($0) }.filter { Self.fits($0.metadata, query) }
        let ranking = ChromaRanking(documents: documents, nearest: nearest.map(\.record))
        return ranking.best(query).map { SearchHit($0, score: $1) }
    }

    func documents(_ ids: [String], in tenant: TenantID) async throws(VectorStoreError) -> [SearchHit] {
        let keys = ids.map { ChromaKey(DocumentKey(tenant: tenant, id: $0)) }
        let versions = try await self.versions(
            of: keys,
            tenants: [tenant.description],
            include: [.metadatas, .documents],
            on: try await self.shelf()
        )
        return keys.compactMap { versions.newest($0) }.filter { !$0.metadata.deleted }.map { SearchHit($0, score: 1) }
    }

    /// Which records a search may find.
    private static func filter(_ query: StoreQuery, _ tenant: TenantID) -> [ChromaFilter] {
        var filters: [ChromaFilter] = [.text("tenant_id", tenant.description), .flag("deleted", false)]
        if let type = query.type { filters.append(.text("type", type)) }
        if let since = query.since { filters.append(.atLeast("time", since)) }
        return filters
    }

    /// The same again for the newest record of a document, which need not be the one that was found.
    private static func fits(_ metadata: ChromaMetadata, _ query: StoreQuery) -> Bool {
        guard !metadata.deleted else { return false }
        if let type = query.type, metadata.type != type { return false }
        if let since = query.since, metadata.time < since { return false }
        return true
    }

    /// The nearest records by vector that count as related, the nearest first.
    private func nearest(
        _ query: StoreQuery,
        _ tenant: TenantID,
        _ shelf: ChromaShelf
    ) async throws(VectorStoreError) -> [(record: String, key: ChromaKey)] {
        guard query.ranking != .fullText, query.vector.count == self.model.dimension, shelf.own.dimension != nil else {
            return []
        }
        let request = ChromaQuery(
            vectors: [query.vector],
            count: max(query.limit * 4, 100),
            filter: .all(Self.filter(query, tenant) + [.text("model", self.model.description)])
        )
        let found: ChromaNeighbours = try await self.client.send(request, to: shelf.own.path + "/query")
        return zip(found.ids.first ?? [], found.distances?.first ?? []).compactMap { id, distance in
            guard let distance, 1 - distance >= self.model.threshold else { return nil }
            return (id, ChromaMetadata.key(ofRecord: id))
        }
    }

    /// The documents that hold a term of the query; nil where these are too many to read.
    private func matching(
        _ query: StoreQuery,
        _ tenant: TenantID,
        _ shelf: ChromaShelf
    ) async throws(VectorStoreError) -> [ChromaKey]? {
        guard query.ranking != .vector, let text = ChromaTextPattern(query.text).any else { return [] }
        var keys: [ChromaKey] = []
        for collection in shelf.all {
            keys += try await self.holders(of: text, query, tenant, collection, limit: Self.readLimit + 1)
            guard keys.count <= Self.readLimit else { return nil }
        }
        return keys
    }

    /// For each term of the query, documents that hold it.
    private func matchingByTerm(
        _ query: StoreQuery,
        _ tenant: TenantID,
        _ shelf: ChromaShelf
    ) async throws(VectorStoreError) -> [[ChromaKey]] {
        var lists: [[ChromaKey]] = []
        for term in ChromaTextPattern(query.text).terms {
            var list: [ChromaKey] = []
            for collection in shelf.all {
                let text = ChromaTextPattern.filter(term)
                list += try await self.holders(of: text, query, tenant, collection, limit: Self.termListLimit)
            }
            lists.append(list)
        }
        return lists
    }

    private func holders(
        of text: ChromaTextFilter,
        _ query: StoreQuery,
        _ tenant: TenantID,
        _ collection: ChromaCollection,
        limit: Int
    ) async throws(VectorStoreError) -> [ChromaKey] {
        let request = ChromaGet(filter: .all(Self.filter(query, tenant)), text: text, limit: limit)
        let found: ChromaRecords = try await self.client.send(request, to: collection.path + "/get")
        return found.ids.map { ChromaMetadata.key(ofRecord: $0) }
    }
}
