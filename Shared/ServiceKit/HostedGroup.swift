import ServiceLifecycle

/// A process's services, joined and ready to run once.
struct HostedGroup: Sendable {
    let group: ServiceGroup
    let cutOffMark: CutOffMark
    let shutdownTimeout: Duration

    /// Runs until all services have ended.
    /// - Throws: A service's error, or `ShutdownTimeoutError` where work was cut off at shutdown.
    func run() async throws {
        do {
            try await self.group.run()
        } catch {
            guard self.cutOffMark.isSet else { throw error }
        }
        if self.cutOffMark.isSet {
            throw ShutdownTimeoutError(timeout: self.shutdownTimeout)
        }
    }

    /// Tells all services to end their work, as SIGTERM does.
    func triggerGracefulShutdown() async {
        await self.group.triggerGracefulShutdown()
    }
}
