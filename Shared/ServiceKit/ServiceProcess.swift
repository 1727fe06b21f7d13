import Logging
import Metrics
import NIOCore
import NIOPosix
import Observability
package import ServiceLifecycle
import Telemetry
import Tracing
import UnixSignals

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Runs one service as this process, and ends the process with it.
///
/// Settings, log and metrics come first; then the admin port opens; then `build` makes the service's parts, which run
/// until SIGTERM or SIGINT. They end their work within `AURA_SHUTDOWN_TIMEOUT` (20 s), the last part first, the admin
/// port last of all. SIGHUP reopens the log file. Exit codes: 0 after an orderly end, 78 where a setting cannot be used,
/// else 1; one line of the log says why.
/// - Parameters:
///   - name: The service's short name, such as `llm`.
///   - adminPort: The admin port where `AURA_ADMIN_PORT` is not set.
///   - eventLoops: Threads for the network; as many as cores where nil.
///   - runsTasksOnEventLoops: Whether tasks run on those threads, too (``EventLoopTaskExecutor``): for a service that
///     passes on what it gets, and computes little.
///   - build: Makes the parts, each after those it needs. Cancelled when the process is told to stop meanwhile.
package func runService(
    _ name: String,
    adminPort: Int,
    eventLoops: Int? = nil,
    runsTasksOnEventLoops: Bool = false,
    build: @escaping @Sendable (ServiceEnvironment) async throws -> [any Service]
) async -> Never {
    signal(SIGPIPE, SIG_IGN)
    if let eventLoops {
        NIOSingletons.groupLoopCountSuggestion = eventLoops
    }
    let process = ServiceProcess(
        name: name,
        defaultAdminPort: adminPort,
        runsTasksOnEventLoops: runsTasksOnEventLoops,
        build: build
    )
    exit(await process.run())
}

/// One service's start, run and end, without the process round it.
struct ServiceProcess: Sendable {
    var name: String
    var defaultAdminPort: Int
    var runsTasksOnEventLoops = false
    var build: @Sendable (ServiceEnvironment) async throws -> [any Service]

    /// Runs until the service ends, and returns the exit code; it sets up the process's log and metrics, so it runs once.
    func run() async -> Int32 {
        let host: ServiceHost
        let telemetry: Telemetry
        do {
            (host, telemetry) = try self.makeHost()
        } catch {
            return Self.report(error, to: self.makeEmergencyLogger())
        }
        return await telemetry.whileWorking(logger: host.environment.logger) { await self.run(host) }
    }

    private func run(_ host: ServiceHost) async -> Int32 {
        let logger = host.environment.logger
        let identity = host.environment.identity
        logger.info("Service starting", metadata: ["version": "\(identity.version)", "boot": "\(identity.boot)"])
        do {
            let group = host.makeGroup(gracefulShutdownSignals: [.sigterm, .sigint])
            let loops = host.environment.eventLoopGroup
            try await withTaskExecutorPreference(self.runsTasksOnEventLoops ? EventLoopTaskExecutor(loops) : nil) {
                try await group.run()
            }
            logger.info("Service ended")
            return ExitCode.success
        } catch {
            return Self.report(error, to: logger)
        }
    }

    private func makeHost() throws(SettingsError) -> (ServiceHost, Telemetry) {
        let settings = try Settings.load()
        let identity = try ServiceIdentity(service: self.name, settings: settings)
        let logSettings = try LogSettings(settings)
        let adminPort = try settings.int("AURA_ADMIN_PORT", default: self.defaultAdminPort, in: 0...65_535)
        let shutdownTimeout = try settings.seconds("AURA_SHUTDOWN_TIMEOUT", default: .seconds(20))
        let telemetry = try Telemetry(settings, identity)

        let writer = Self.makeWriter(identity, logSettings)
        let level = logSettings.level
        let faults = telemetry.faults
        LoggingSystem.bootstrap(
            { label, provider in
                let lines = LineLogHandler(label: label, writer: writer, logLevel: level, metadataProvider: provider)
                return FaultLogHandler(label: label, base: lines, reporter: faults)
            },
            metadataProvider: nil
        )
        if let tracer = telemetry.tracer { InstrumentationSystem.bootstrap(tracer) }
        let registry = PrometheusRegistry()
        registry.declare(Telemetry.declarations)
        registry.addCollector(ProcessMetrics(service: identity.executable, version: identity.version).collect)
        MetricsSystem.bootstrap(PrometheusMetricsFactory(registry: registry))
        let host = ServiceHost(
            environment: ServiceEnvironment(
                identity: identity,
                settings: settings,
                logger: Logger(label: identity.executable),
                registry: registry,
                readiness: Readiness(),
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton
            ),
            logWriter: writer,
            adminHost: settings.string("AURA_ADMIN_HOST", default: "0.0.0.0"),
            adminPort: adminPort,
            shutdownTimeout: shutdownTimeout,
            build: self.build
        )
        return (host, telemetry)
    }

    private static func makeWriter(_ identity: ServiceIdentity, _ settings: LogSettings) -> LogWriter {
        LogWriter(
            destination: settings.destination,
            encoder: LogLineEncoder(
                format: settings.format,
                service: identity.executable,
                instance: identity.instance
            )
        )
    }

    /// A logger to standard error for a process whose settings cannot be used.
    private func makeEmergencyLogger() -> Logger {
        let identity = ServiceIdentity(service: self.name, instance: "-", boot: "-")
        var settings = LogSettings()
        settings.format = (try? Settings.load().choice("LOG_FORMAT", default: settings.format)) ?? settings.format
        let writer = Self.makeWriter(identity, settings)
        return Logger(label: identity.executable) { LineLogHandler(label: $0, writer: writer) }
    }

    private static func report(_ error: any Error, to logger: Logger) -> Int32 {
        if let error = error as? SettingsError {
            let metadata: Logger.Metadata = ["setting": "\(error.name)", "fault": "process"]
            logger.critical("Unusable setting", error: error, metadata: metadata)
            return ExitCode.configuration
        }
        logger.critical("Service failed", error: error, metadata: ["fault": "process"])
        return ExitCode.failure
    }
}
