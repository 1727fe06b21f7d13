/// What one event does to the index.
enum DocumentChange: Sendable, Equatable {
    case upsert(Document)
    case remove(DocumentKey, version: DocumentVersion)

    var key: DocumentKey {
        switch self {
        case .upsert(let document): document.key
        case .remove(let key, _): key
        }
    }
}
