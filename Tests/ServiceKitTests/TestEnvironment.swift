import Logging
import NIOPosix
import Observability
import ServiceKit

extension ServiceEnvironment {
    /// An environment of a service `llm` that logs nothing.
    static func test(readiness: Readiness = Readiness(), registry: PrometheusRegistry = .init()) -> ServiceEnvironment {
        ServiceEnvironment(
            identity: ServiceIdentity(service: "llm", instance: "llm-1", boot: "00000000"),
            settings: Settings(environment: [:]),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            registry: registry,
            readiness: readiness,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton
        )
    }
}
