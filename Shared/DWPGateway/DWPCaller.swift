package import Messages

/// For whom a call is made, and how it is found again in logs.
package struct DWPCaller: Sendable, Equatable {
    package var tenant: TenantID
    package var user: UserID
    package var correlation: String
    package var traceparent: String?
    package var authorization: CallerAuthorization?

    package init(
        tenant: TenantID,
        user: UserID,
        correlation: String,
        traceparent: String? = nil,
        authorization: CallerAuthorization? = nil
    ) {
        self.tenant = tenant
        self.user = user
        self.correlation = correlation
        self.traceparent = traceparent
        self.authorization = authorization
    }
}
