/// What every process that works on the bus reads alike.
extension Settings {
    /// `AURA_RUN_TTL` (3600 s): how long a run is kept.
    package func runTimeToLive() throws(SettingsError) -> Duration {
        try self.seconds("AURA_RUN_TTL", default: .seconds(3600), in: .seconds(60) ... .seconds(604_800))
    }

    /// `AURA_DETACH_GRACE` (30 s): how long a run that needs a viewer goes on without one.
    package func detachGrace() throws(SettingsError) -> Duration {
        try self.seconds("AURA_DETACH_GRACE", default: .seconds(30))
    }

    /// `AURA_CONVERSATION_TTL` (30 days): how long a conversation is kept after its latest turn.
    package func conversationTimeToLive() throws(SettingsError) -> Duration {
        let range = Duration.seconds(60) ... .seconds(31_536_000)
        return try self.seconds("AURA_CONVERSATION_TTL", default: .seconds(2_592_000), in: range)
    }

    /// `AURA_USAGE_TTL` (400 days): how long the tokens of a day are kept.
    package func usageTimeToLive() throws(SettingsError) -> Duration {
        let range = Duration.seconds(172_800) ... .seconds(315_360_000)
        return try self.seconds("AURA_USAGE_TTL", default: .seconds(34_560_000), in: range)
    }

    /// `AURA_TENANT_TOKENS_PER_DAY`: how many tokens all users of one tenant may use on a day by UTC; nil, as many as
    /// they like, where it is 0 or not set.
    package func tenantTokensPerDay() throws(SettingsError) -> Int? {
        let limit = try self.int("AURA_TENANT_TOKENS_PER_DAY", default: 0)
        return limit == 0 ? nil : limit
    }

    /// `AURA_MAX_DELIVERIES` (3): attempts at one command.
    package func maximumDeliveries() throws(SettingsError) -> Int {
        try self.int("AURA_MAX_DELIVERIES", default: 3, in: 1...100)
    }
}
