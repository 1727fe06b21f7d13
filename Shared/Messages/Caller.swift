/// Whom a run belongs to: everything stored with it is read by nobody else.
package struct Caller: Hashable, Sendable {
    package var tenant: TenantID
    package var user: UserID

    package init(tenant: TenantID, user: UserID) {
        self.tenant = tenant
        self.user = user
    }
}
