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
    /// Whether there was a development secret before any of this.
    let hasKeptSecret: Bool
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
        let secret = URL(fileURLWithPath: edge.state.stateFolder, isDirectory: true).appendingPathComponent("secret")
        self.hasKeptSecret = FileManager.default.fileExists(atPath: secret.path)
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

    /// The settings as an environment, for what reads no file: only what the connection to Redis needs.
    var redisEnvironment: [String: String] {
        var environment = self.environment
        environment["REDIS_URL"] = self.settings.secret("REDIS_URL")?.revealed
        environment["REDIS_CA_FILE"] = self.settings.string("REDIS_CA_FILE")
        return environment
    }

    func settingsFile() -> [Diagnosis] {
        self.settingsProblem.map { [.fail("settings", $0.description, "correct the file")] } ?? []
    }

    func secrets() -> [Diagnosis] {
        SecretReview.diagnoses(self.settings, hasKeptSecret: self.hasKeptSecret)
    }
}
