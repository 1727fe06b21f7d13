package import Logging

/// Repeats what settles entries until the bus takes it. A shutdown ends the repeating: the entries then stay with their
/// consumer, and whoever claims them finds the work done, or does it again.
package func repeatUntilTaken(logger: Logger, _ effect: () async throws(BusError) -> Void) async {
    var backoff = Duration.milliseconds(50)
    while true {
        do throws(BusError) {
            return try await effect()
        } catch {
            guard !Task.isCancelled else { return }
            logger.debug("Settling entries failed", metadata: ["error": "\(error)"])
            try? await Task.sleep(for: backoff * Double.random(in: 0.5...1))
            backoff = min(backoff * 2, .seconds(1))
        }
    }
}
