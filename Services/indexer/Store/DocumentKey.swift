import Messages

/// A document's name: ids are unique inside their tenant only.
struct DocumentKey: Sendable, Hashable {
    var tenant: TenantID
    /// Such as `mail_981`.
    var id: String
}
