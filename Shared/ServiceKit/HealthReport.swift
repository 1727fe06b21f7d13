/// The body of a health answer.
struct HealthReport: Encodable {
    struct Check: Encodable {
        var status: String
        var reason: String?
    }

    static let ok = "OK"
    static let unavailable = "UNAVAILABLE"

    var status: String
    var service: String
    var instance: String
    var version: String
    var checks: [String: Check]?

    init(of identity: ServiceIdentity) {
        self.status = Self.ok
        self.service = identity.executable
        self.instance = identity.instance
        self.version = identity.version
    }

    init(of identity: ServiceIdentity, statuses: [String: ReadinessStatus]) {
        self.init(of: identity)
        self.checks = statuses.mapValues { status in
            switch status {
            case .ready: Check(status: Self.ok)
            case .unready(let reason): Check(status: Self.unavailable, reason: reason)
            }
        }
        if statuses.values.contains(where: { $0 != .ready }) {
            self.status = Self.unavailable
        }
    }
}
