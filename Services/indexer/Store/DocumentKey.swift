package import Messages

/// A document's name: ids are unique inside their tenant only.
package struct DocumentKey: Sendable, Hashable {
    package var tenant: TenantID
    /// Such as `mail_981`.
    package var id: String

    package init(tenant: TenantID, id: String) {
        self.tenant = tenant
        self.id = id
    }
}
