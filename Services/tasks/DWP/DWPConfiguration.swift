import HTTPFetch
import ServiceKit

/// Where the DWP gateway is and how it is called.
struct DWPConfiguration: Sendable {
    /// Without a slash at its end.
    var baseURL: String
    /// Stands in for a person's token where there is none that holds.
    var serviceToken: Secret?
    /// The total is set: the lock on a task outlives every call by it.
    var timeouts: FetchTimeouts

    /// How long one call may take.
    static let callLimit = Duration.seconds(10)

    init(baseURL: String, serviceToken: Secret? = nil, callLimit: Duration = Self.callLimit) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.serviceToken = serviceToken
        self.timeouts = FetchTimeouts(
            connect: min(.seconds(3), callLimit),
            firstByte: callLimit,
            idle: callLimit,
            total: callLimit
        )
    }
}
