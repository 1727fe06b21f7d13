/// All records of some documents, over all collections.
struct ChromaVersions: Sendable {
    struct Entry: Sendable {
        var collection: ChromaCollection
        var metadata: ChromaMetadata
        var text: String
    }

    private var entries: [ChromaKey: [Entry]] = [:]

    mutating func insert(_ entry: Entry) {
        self.entries[ChromaKey(entry.metadata.key), default: []].append(entry)
    }

    /// The document's state; where two collections hold the same version, one of them.
    func newest(_ key: ChromaKey) -> Entry? {
        self.entries[key]?.max { $0.metadata.version < $1.metadata.version }
    }

    /// What newer records of the same documents have made void.
    var superseded: [Entry] {
        self.entries.values.flatMap { entries -> [Entry] in
            guard entries.count > 1, let newest = entries.map(\.metadata.version).max() else { return [] }
            return entries.filter { $0.metadata.version < newest }
        }
    }
}
