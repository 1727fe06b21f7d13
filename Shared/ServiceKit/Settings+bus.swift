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

    /// `AURA_MAX_DELIVERIES` (3): attempts at one command.
    package func maximumDeliveries() throws(SettingsError) -> Int {
        try self.int("AURA_MAX_DELIVERIES", default: 3, in: 1...100)
    }
}
