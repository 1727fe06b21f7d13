package import Logging
package import NIOCore
package import Observability

/// What every service gets to build itself with.
package struct ServiceEnvironment: Sendable {
    package let identity: ServiceIdentity
    package let settings: Settings
    package let logger: Logger
    /// Where the metrics of this process stand; declare families here so that they begin at zero.
    package let registry: PrometheusRegistry
    /// What `/health/ready` of the admin port asks.
    package let readiness: Readiness
    /// The process's event loops.
    package let eventLoopGroup: any EventLoopGroup

    package init(
        identity: ServiceIdentity,
        settings: Settings,
        logger: Logger,
        registry: PrometheusRegistry,
        readiness: Readiness,
        eventLoopGroup: any EventLoopGroup
    ) {
        self.identity = identity
        self.settings = settings
        self.logger = logger
        self.registry = registry
        self.readiness = readiness
        self.eventLoopGroup = eventLoopGroup
    }
}
