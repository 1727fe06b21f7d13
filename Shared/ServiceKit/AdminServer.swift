import FoundationEssentials
import Hummingbird
import Logging
import NIOCore
import Observability
import ServiceLifecycle

/// Serves a process's own health and metrics: `/health`, `/health/ready` and `/metrics`.
struct AdminServer: Service {
    private let environment: ServiceEnvironment
    private let host: String
    private let port: Int
    private let onListening: @Sendable (Int) async -> Void

    /// Connections served at once; more wait.
    private static let maximumConnections = 256
    /// After this silence a connection is closed.
    private static let idleTimeout: TimeAmount = .seconds(60)

    /// - Parameters:
    ///   - port: 0 takes any free one.
    ///   - onListening: Called with the bound port once connections are accepted.
    init(
        environment: ServiceEnvironment,
        host: String,
        port: Int,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.environment = environment
        self.host = host
        self.port = port
        self.onListening = onListening
    }

    func run() async throws {
        var serverLogger = self.environment.logger
        serverLogger.logLevel = max(.notice, serverLogger.logLevel)
        let application = Application(
            router: self.makeRouter(),
            server: .http1(configuration: .init(idleTimeout: Self.idleTimeout)),
            configuration: ApplicationConfiguration(
                address: .hostname(self.host, port: self.port),
                availableConnectionsDelegate: .maximum(Self.maximumConnections, logger: serverLogger)
            ),
            onServerRunning: { [environment, host, onListening] channel in
                let port = channel.localAddress?.port ?? 0
                environment.logger.info(
                    "Admin port open",
                    metadata: ["host": "\(host)", "port": .stringConvertible(port)]
                )
                await onListening(port)
            },
            eventLoopGroupProvider: .shared(self.environment.eventLoopGroup),
            logger: serverLogger
        )
        do {
            try await application.run()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw AdminPortError(host: self.host, port: self.port, cause: error)
        }
    }

    private func makeRouter() -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.get("health") { [environment] _, _ in
            try Self.json(HealthReport(of: environment.identity), status: .ok)
        }
        router.get("health/ready") { [environment] _, _ in
            let report = HealthReport(of: environment.identity, statuses: await environment.readiness.statuses())
            return try Self.json(report, status: report.status == HealthReport.ok ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { [environment] _, _ in
            Self.response(.ok, contentType: PrometheusText.contentType, body: environment.registry.exposition().bytes)
        }
        return router
    }

    private static func json(_ report: HealthReport, status: HTTPResponse.Status) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Self.response(status, contentType: "application/json", body: try encoder.encode(report))
    }

    private static func response(
        _ status: HTTPResponse.Status,
        contentType: String,
        body: some Collection<UInt8> & Sendable
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}
