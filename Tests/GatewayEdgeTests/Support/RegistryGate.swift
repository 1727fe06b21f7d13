/// Lets no run be made until it is opened, and says when the first wants to be.
final class RegistryGate: Sendable {
    private let arrivals = AsyncStream.makeStream(of: Never.self)
    private let openings = AsyncStream.makeStream(of: Never.self)

    func waitForArrival() async {
        for await _ in self.arrivals.stream {}
    }

    func open() {
        self.openings.continuation.finish()
    }

    func pass() async {
        self.arrivals.continuation.finish()
        for await _ in self.openings.stream {}
    }
}
