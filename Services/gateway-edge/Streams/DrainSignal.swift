import Bus
import ServiceLifecycle

/// Ends all streams when the shutdown begins. Listed last, so that it comes before the server waits for them.
struct DrainSignal: Service {
    let hub: StreamHub

    func run() async throws {
        try? await gracefulShutdown()
        self.hub.shutDown()
    }
}
