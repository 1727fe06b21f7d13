/// Asks one thing that a service needs whether it can be used.
package struct ReadinessCheck: Sendable {
    package let name: String
    /// Asked at each readiness request, perhaps by several at once; it must give up its wait when it is cancelled.
    package let check: @Sendable () async -> ReadinessStatus

    package init(name: String, check: @escaping @Sendable () async -> ReadinessStatus) {
        self.name = name
        self.check = check
    }
}
