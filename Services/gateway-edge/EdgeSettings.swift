import FoundationEssentials
// Brings the zones that `DWP_TIME_ZONE` may name.
import FoundationInternationalization
import ServiceKit

/// What the edge reads from its settings beside ``AccessSettings``.
struct EdgeSettings: Sendable {
    var host: String
    var ports: [Int]
    var allowedOrigins: Set<String>
    var maximumConnections: Int
    var streamsPerUser: Int
    var streamsPerTenant: Int
    var maximumQueue: Int
    var startTimeout: Duration
    var runTimeToLive: Duration
    var headTimeout: Duration
    var bodyTimeout: Duration
    var pingInterval: Duration
    var searchTimeout: Duration
    /// How long a chat waits for the documents that it shall rely on.
    var groundingTimeout: Duration
    /// By whose clocks schedules are meant.
    var timeZone: TimeZone
    var automationsPerUser: Int
    /// Tokens that one tenant may use a day; nil for as many as it likes.
    var tokensPerDay: Int?
    var conversationTimeToLive: Duration
    var usageTimeToLive: Duration

    /// Reads `AURA_HTTP_HOST`, `AURA_HTTP_PORT` (a list), `CORS_ALLOWED_ORIGINS`, `AURA_MAX_CONNECTIONS` (20000),
    /// `AURA_MAX_STREAMS_PER_USER`, `AURA_MAX_STREAMS_PER_TENANT`, `AURA_MAX_QUEUE`, `AURA_START_TIMEOUT` (60 s),
    /// `AURA_RUN_TTL`, `AURA_HTTP_HEAD_TIMEOUT` (10 s), `AURA_HTTP_BODY_TIMEOUT` (30 s), `AURA_PING_INTERVAL` (15 s),
    /// `AURA_SEARCH_TIMEOUT` (5 s), `AURA_RAG_TIMEOUT` (0.8 s), `DWP_TIME_ZONE` (UTC),
    /// `AURA_MAX_AUTOMATIONS_PER_USER` (100), `AURA_TENANT_TOKENS_PER_DAY`, `AURA_CONVERSATION_TTL` and `AURA_USAGE_TTL`.
    init(_ settings: Settings) throws(SettingsError) {
        self.host = settings.string("AURA_HTTP_HOST", default: "0.0.0.0")
        self.ports = try settings.ints("AURA_HTTP_PORT", default: [8000], in: 0...65_535)
        self.allowedOrigins = Set(
            settings.list("CORS_ALLOWED_ORIGINS", default: ["http://localhost:3039", "http://localhost:8080"])
        )
        self.maximumConnections = try settings.int("AURA_MAX_CONNECTIONS", default: 20_000, in: 1...1_000_000)
        self.streamsPerUser = try settings.int("AURA_MAX_STREAMS_PER_USER", default: 16, in: 0...1_000_000)
        self.streamsPerTenant = try settings.int("AURA_MAX_STREAMS_PER_TENANT", default: 256, in: 0...1_000_000)
        self.maximumQueue = try settings.int("AURA_MAX_QUEUE", default: 10_000, in: 1...10_000_000)
        self.startTimeout = try settings.seconds("AURA_START_TIMEOUT", default: .seconds(60))
        let day = Duration.seconds(86_400)
        self.runTimeToLive = try settings.runTimeToLive()
        self.headTimeout = try settings.seconds("AURA_HTTP_HEAD_TIMEOUT", default: .seconds(10))
        self.bodyTimeout = try settings.seconds("AURA_HTTP_BODY_TIMEOUT", default: .seconds(30))
        self.pingInterval = try settings.seconds("AURA_PING_INTERVAL", default: .seconds(15), in: .seconds(0.1)...day)
        self.searchTimeout = try settings.seconds("AURA_SEARCH_TIMEOUT", default: .seconds(5))
        self.groundingTimeout = try settings.seconds("AURA_RAG_TIMEOUT", default: .milliseconds(800))
        self.timeZone = try settings.timeZone("DWP_TIME_ZONE")
        self.automationsPerUser = try settings.int("AURA_MAX_AUTOMATIONS_PER_USER", default: 100, in: 1...100_000)
        self.tokensPerDay = try settings.tenantTokensPerDay()
        self.conversationTimeToLive = try settings.conversationTimeToLive()
        self.usageTimeToLive = try settings.usageTimeToLive()
    }
}
