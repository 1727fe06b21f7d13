package import HTTPFetch
package import ServiceKit

/// Where the DWP gateway is and how it is called.
package struct DWPConfiguration: Sendable {
    /// Without a slash at its end.
    package var baseURL: String
    /// Stands in for a person's token where there is none that holds.
    package var serviceToken: Secret?
    /// The total is set: the lock on a task outlives every call by it.
    package var timeouts: FetchTimeouts

    /// How long one call may take.
    package static let callLimit = Duration.seconds(10)

    package init(baseURL: String, serviceToken: Secret? = nil, callLimit: Duration = Self.callLimit) {
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

extension DWPConfiguration {
    /// Reads `DWP_GATEWAY_URL` (`http://localhost:8080`) and `DWP_SERVICE_TOKEN` (a secret; none).
    package init(_ settings: Settings) throws(SettingsError) {
        let url = settings.string("DWP_GATEWAY_URL", default: "http://localhost:8080")
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw SettingsError(name: "DWP_GATEWAY_URL", problem: "must begin with http:// or https://")
        }
        self.init(baseURL: url, serviceToken: settings.secret("DWP_SERVICE_TOKEN"))
    }
}
