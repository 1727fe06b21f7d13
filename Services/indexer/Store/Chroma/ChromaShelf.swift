/// The collections that hold documents.
///
/// A collection's vectors all have the length of its first. A model of another length has a collection of its own,
/// `dwp_documents_384`; until its documents are embedded again, full text finds them where they are.
struct ChromaShelf: Sendable {
    static let base = "dwp_documents"

    /// Where this replica writes, and where vectors of its model are.
    var own: ChromaCollection
    var all: [ChromaCollection]
    /// The model that the newest start of a replica has chosen.
    var chosenModel: String?

    var others: [ChromaCollection] { self.all.filter { $0.id != self.own.id } }

    /// Whether a collection's name is one of ours.
    static func holds(_ name: String) -> Bool {
        name == self.base || name.hasPrefix(self.base + "_") && Int(name.dropFirst(self.base.count + 1)) != nil
    }

    /// The collection for vectors of a length, given what the base collection holds.
    static func name(forDimension dimension: Int, base: ChromaCollection) -> String {
        base.dimension == nil || base.dimension == dimension ? self.base : "\(self.base)_\(dimension)"
    }
}
