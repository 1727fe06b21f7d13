/// The payload of what an index holds.
package struct IndexStatistics: EventPayload {
    /// Documents that can be found.
    package var documents: Int
    /// Tenants with such documents.
    package var tenants: Int
    /// Removed documents that are remembered, so that no older event revives them.
    package var tombstones: Int
    /// Documents that wait for a vector of the present model, made anew.
    package var outdatedVectors: Int
    /// What makes the vectors, with their dimension, such as `hashing/384`.
    package var model: String
    /// The kind of the store, such as `sqlite`.
    package var store: String
    /// Nil where the store is not on the indexer's own disk.
    package var bytesOnDisk: Int?

    package init(
        documents: Int,
        tenants: Int,
        tombstones: Int,
        outdatedVectors: Int,
        model: String,
        store: String,
        bytesOnDisk: Int?
    ) {
        self.documents = documents
        self.tenants = tenants
        self.tombstones = tombstones
        self.outdatedVectors = outdatedVectors
        self.model = model
        self.store = store
        self.bytesOnDisk = bytesOnDisk
    }
}
