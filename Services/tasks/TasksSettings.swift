import DWPGateway
// Brings the zones by whose clocks automations run.
import FoundationInternationalization
import ServiceKit

/// What the tasks process reads of its environment.
struct TasksSettings: Sendable {
    /// How long the state of a task is kept at least: longer than any outage that is mended by itself.
    private static let shortestTimeToLive = Duration.seconds(86_400)

    var backend: DWPConfiguration
    var concurrency: Int
    var maximumDeliveries: Int
    var runTimeToLive: Duration
    var detachGrace: Duration
    var drain: Duration

    /// Reads `DWP_GATEWAY_URL` (`http://localhost:8080`), `DWP_SERVICE_TOKEN` (a secret; none), `AURA_TASKS_CONCURRENCY`
    /// (256), `AURA_MAX_DELIVERIES` (3), `AURA_RUN_TTL` (3600 s), `AURA_DETACH_GRACE` (30 s) and `AURA_DRAIN_TIMEOUT`
    /// (15 s).
    init(_ settings: Settings) throws(SettingsError) {
        self.backend = try DWPConfiguration(settings)
        self.concurrency = try settings.int("AURA_TASKS_CONCURRENCY", default: 256, in: 1...10_000)
        self.maximumDeliveries = try settings.maximumDeliveries()
        self.runTimeToLive = try settings.runTimeToLive()
        self.detachGrace = try settings.detachGrace()
        self.drain = try settings.seconds("AURA_DRAIN_TIMEOUT", default: .seconds(15))
    }

    /// How long the state of a task is kept after its latest change.
    var taskTimeToLive: Duration { max(self.runTimeToLive, Self.shortestTimeToLive) }
}
