import Bus
import HTTPTypes
import Messages

/// Which tokens a client asks about.
struct UsageRequest: Sendable, Equatable {
    /// How many days one answer may tell of.
    static let dayLimit = 92

    var days: ClosedRange<UsageDay>
    /// Whose; nil for everybody's of the tenant.
    var user: UserID?

    /// Reads `from` and `to`, each a day or absent for the other or today, and `user`.
    ///
    /// - Throws: 422 for values that cannot be used, 403 for somebody else's tokens without `system:admin`.
    init(parameters: (String) -> String?, identity: Identity, today: UsageDay) throws(EdgeError) {
        let from = try Self.day("from", parameters)
        let to = try Self.day("to", parameters) ?? today
        let first = from ?? to
        guard first <= to else { throw .invalid(.daysReversed) }
        guard to.number - first.number < Self.dayLimit else {
            throw .invalid(.daysTooFar(limit: Self.dayLimit))
        }
        self.days = first...to
        self.user = nil
        if let text = parameters("user") {
            guard let user = UserID(text) else { throw .invalid(.unusable("user")) }
            self.user = user
        }
        guard !identity.role.allows(.systemAdmin) else { return }
        guard self.user == nil || self.user == identity.caller.user else {
            throw EdgeError(.forbidden, .forbidden, .permissionDenied(Permission.systemAdmin.rawValue))
        }
        self.user = identity.caller.user
    }

    private static func day(_ name: String, _ parameters: (String) -> String?) throws(EdgeError) -> UsageDay? {
        guard let text = parameters(name) else { return nil }
        guard let day = UsageDay(text) else { throw .invalid(.noDay(name)) }
        return day
    }
}
