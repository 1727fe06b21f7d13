import Logging
import Observability
import ServiceLifecycle
import UnixSignals

/// Joins the admin port, the log file's reopening and a service's own parts to one group.
///
/// The admin port opens before anything is built and closes after all else has ended.
struct ServiceHost: Sendable {
    var environment: ServiceEnvironment
    var logWriter: LogWriter
    var adminHost: String
    var adminPort: Int
    /// How long services may take to end their work; then they are cancelled.
    var shutdownTimeout: Duration
    var build: @Sendable (ServiceEnvironment) async throws -> [any Service]

    /// What cancelled services may still take; a process that lingers beyond it is ended by force.
    private static let cancellationTimeout: Duration = .seconds(5)

    func makeGroup(
        gracefulShutdownSignals: [UnixSignal] = [],
        onAdminListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> HostedGroup {
        let cutOffMark = CutOffMark()
        let (adminIsListening, continuation) = AsyncStream.makeStream(of: Never.self)
        let admin = AdminServer(environment: self.environment, host: self.adminHost, port: self.adminPort) { port in
            await onAdminListening(port)
            continuation.finish()
        }
        let body = ServiceBody(
            environment: self.environment,
            shutdownTimeout: self.shutdownTimeout,
            cutOffMark: cutOffMark,
            adminIsListening: adminIsListening,
            build: self.build
        )
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: LogReopener(writer: self.logWriter, logger: self.environment.logger)),
                .init(service: admin),
                .init(service: body, failureTerminationBehavior: .gracefullyShutdownGroup),
            ],
            gracefulShutdownSignals: gracefulShutdownSignals,
            logger: self.environment.logger
        )
        configuration.maximumGracefulShutdownDuration = self.shutdownTimeout
        configuration.maximumCancellationDuration = Self.cancellationTimeout
        return HostedGroup(
            group: ServiceGroup(configuration: configuration),
            cutOffMark: cutOffMark,
            shutdownTimeout: self.shutdownTimeout
        )
    }
}
