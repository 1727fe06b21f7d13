/// The backend's error codes that this service uses (contract §4.2), and three of its own for which the backend has none.
enum ErrorCode: String, Sendable, CaseIterable {
    case internalServerError = "E1000"
    case invalidInput = "E1001"
    case methodNotAllowed = "E1002"
    case notFound = "E1004"
    case unauthorized = "E2000"
    case forbidden = "E2001"
    case tokenExpired = "E2002"
    case tokenInvalid = "E2003"
    case tenantMissing = "E2006"
    case tenantMismatch = "E2007"
    case idempotencyConflict = "E3006"
    case validation = "E4000"
    case externalService = "E5000"
    case externalServiceTimeout = "E5001"
    /// Ours: 429.
    case tooManyRequests = "E4290"
    /// Ours: 429, until the day is over.
    case budgetExceeded = "E4291"
    /// Ours: 503.
    case unavailable = "E5030"
}
