import ServiceLifecycle

/// Does nothing until the process stops, so that a process without other work stays.
struct UntilShutdown: Service {
    func run() async throws {
        try await gracefulShutdown()
    }
}
