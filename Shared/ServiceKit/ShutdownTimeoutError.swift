/// Says that services had to be cancelled, because they did not end in time.
struct ShutdownTimeoutError: Error, CustomStringConvertible {
    var timeout: Duration

    var description: String {
        "work did not end within AURA_SHUTDOWN_TIMEOUT, \(self.timeout / .seconds(1)) s, and was cut off"
    }
}
