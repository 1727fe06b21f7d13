import Foundation
import HTTPFetch
import Logging
import ServiceKit

/// Gathers what the checks are about. Each part says what it found, whatever state the rest is in.
struct Examination: Sendable {
    /// In the order in which they are told.
    static let parts: [@Sendable (Examination) async -> [Diagnosis]] = [
        { $0.settingsFile() }, { $0.secrets() }, { await $0.bus() }, { await $0.edgeAndServices() },
        { await $0.providers() }, { await $0.gateway() }, { $0.machine() },
    ]

    /// Bytes of an answer that is looked at.
    static let answerLimit = 4 << 20

    let environment: [String: String]
    let settings: Settings
    let edge: EdgeOptions
    let redis: RedisOptions
    let adminPort: Int
    /// For the edge and the services, which may be on this machine, where no proxy stands between.
    let near: any HTTPFetching
    /// For what is outside.
    let far: any HTTPFetching
    /// This machine's development secret, where there is one.
    private let secretFile: URL
    private let settingsProblem: SettingsError?

    init(
        environment: [String: String],
        edge: EdgeOptions,
        redis: RedisOptions,
        adminPort: Int
    ) throws(OperatorError) {
        self.environment = environment
        self.edge = edge
        self.redis = redis
        self.adminPort = adminPort
        do throws(SettingsError) {
            self.settings = try Settings.load(environment: environment)
            self.settingsProblem = nil
        } catch {
            self.settings = Settings(environment: environment)
            self.settingsProblem = error
        }
        self.secretFile = URL(fileURLWithPath: edge.state.stateFolder, isDirectory: true)
            .appendingPathComponent("secret")
        let isLoopback = try edge.address(environment: environment).isLoopback
        do throws(FetchError) {
            self.near = try Self.fetcher(proxy: isLoopback ? "" : nil)
            self.far = try Self.fetcher(proxy: nil)
        } catch {
            throw .unavailable(error.message)
        }
    }

    private static func fetcher(proxy: String?) throws(FetchError) -> CurlFetcher {
        try CurlFetcher(
            configuration: CurlFetcherConfiguration(userAgent: "aura-cli", proxy: proxy),
            logger: Logger(label: "aura-cli") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// The settings as an environment, for what reads no file: what the connection to Redis and a token need.
    var settingsEnvironment: [String: String] {
        var environment = self.environment
        for name in ["REDIS_URL", "JWT_SECRET"] { environment[name] = self.settings.secret(name)?.revealed }
        for name in ["REDIS_CA_FILE", "REDIS_CLUSTER", "AURA_ENV"] { environment[name] = self.settings.string(name) }
        return environment
    }

    /// As whom the edge is asked; what looks at a machine leaves no new secret on it.
    func edgeAccess() throws -> EdgeAccess {
        let environment = self.settingsEnvironment
        return try self.edge.access(environment: environment) {
            try TokenSecret(environment: environment, keptIn: self.secretFile)
        }
    }

    func settingsFile() -> [Diagnosis] {
        self.settingsProblem.map { [.fail("settings", $0.description, "correct the file")] } ?? []
    }

    func secrets() -> [Diagnosis] {
        let hasKeptSecret = FileManager.default.fileExists(atPath: self.secretFile.path)
        return SecretReview.diagnoses(self.settings, hasKeptSecret: hasKeptSecret)
    }
}
