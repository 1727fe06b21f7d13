import Synchronization

extension ChromaStore {
    /// The collections as they are now, made where they are not there: another replica may have begun one of another
    /// dimension, and a server may have come back without any.
    func shelf() async throws(VectorStoreError) -> ChromaShelf {
        var all: [ChromaCollection] = try await self.client.get("/collections?limit=1000")
        all.removeAll { !ChromaShelf.holds($0.name) }
        let notes = ChromaCollection.Notes(model: self.model.description)
        var base = try await self.collection(ChromaShelf.base, notes: notes, among: &all)
        if !self.hasChosen.withLock({ $0 }) {
            let request = ChromaNotesRequest(metadata: notes)
            let _: ChromaDone = try await self.client.send(request, to: base.path, method: "PUT")
            base.metadata = notes
            self.hasChosen.withLock { $0 = true }
        }
        let name = ChromaShelf.name(forDimension: self.model.dimension, base: base)
        let own = try await self.collection(name, notes: notes, among: &all)
        for collection in [base, own] {
            guard let space = collection.configuration?.hnsw?.space, space != "cosine" else { continue }
            throw VectorStoreError(.unavailable, "the collection \(collection.name) compares by \(space), not cosine")
        }
        return ChromaShelf(own: own, all: all, chosenModel: base.metadata?.model)
    }

    private func collection(
        _ name: String,
        notes: ChromaCollection.Notes,
        among all: inout [ChromaCollection]
    ) async throws(VectorStoreError) -> ChromaCollection {
        if let found = all.first(where: { $0.name == name }) { return found }
        let request = ChromaCollectionRequest(name: name, metadata: notes)
        let made: ChromaCollection = try await self.client.send(request, to: "/collections")
        all.append(made)
        return made
    }
}
