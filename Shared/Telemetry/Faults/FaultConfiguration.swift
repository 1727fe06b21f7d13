/// Where errors are told.
package struct FaultConfiguration: Sendable {
    package var address: SentryAddress
    package var resource: Resource
    /// Such as `production`.
    package var environment: String
    /// How long one request may take.
    package var timeout: Duration

    package init(
        address: SentryAddress,
        resource: Resource,
        environment: String,
        timeout: Duration = .seconds(10)
    ) {
        self.address = address
        self.resource = resource
        self.environment = environment
        self.timeout = timeout
    }
}
