import Logging
import ServiceLifecycle

/// Builds and runs what a process is for, once its admin port answers.
struct ServiceBody: Service {
    let environment: ServiceEnvironment
    let shutdownTimeout: Duration
    /// Set where the work had to be cancelled at shutdown.
    let cutOffMark: CutOffMark
    /// Ends when the admin port is open.
    let adminIsListening: AsyncStream<Never>
    let build: @Sendable (ServiceEnvironment) async throws -> [any Service]

    func run() async throws {
        try await withGracefulShutdownHandler {
            for await _ in self.adminIsListening {}
            try Task.checkCancellation()
            guard let services = try await self.builtServices() else { return }
            var configuration = ServiceGroupConfiguration(
                services: ([UntilShutdown()] + services).map { service in
                    .init(service: service, failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                logger: self.environment.logger
            )
            // Longer than the group around it waits: that one decides, unless a part failed and the others end.
            configuration.maximumGracefulShutdownDuration = self.shutdownTimeout + .seconds(1)
            self.environment.readiness.started()
            self.environment.logger.info("Service running")
            defer {
                if Task.isCancelled && Task.isShuttingDownGracefully {
                    self.cutOffMark.set()
                }
            }
            try await ServiceGroup(configuration: configuration).run()
        } onGracefulShutdown: { [environment] in
            environment.readiness.stopping()
            environment.logger.info("Service stopping")
        }
    }

    /// What was built, or nil where the process was told to stop meanwhile.
    private func builtServices() async throws -> [any Service]? {
        do {
            return try await cancelWhenGracefulShutdown { try await self.build(self.environment) }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            return nil
        }
    }
}
