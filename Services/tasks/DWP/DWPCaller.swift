import Messages

/// For whom a call is made, and how it is found again in logs.
struct DWPCaller: Sendable, Equatable {
    var tenant: TenantID
    var user: UserID
    var correlation: String
    var traceparent: String?
    var authorization: CallerAuthorization?
}
