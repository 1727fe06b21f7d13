import Logging
import Synchronization

/// Keeps the last warning or error of the Redis client, to tell it where connecting failed.
final class ProblemLog: Sendable {
    private let last = Mutex<String?>(nil)

    /// What went wrong last.
    var problem: String? { self.last.withLock { $0 } }

    func makeLogger() -> Logger {
        Logger(label: "aura-cli") { _ in Handler(log: self) }
    }

    private func keep(_ text: String) {
        self.last.withLock { $0 = text }
    }

    private struct Handler: LogHandler {
        let log: ProblemLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.warning

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.level >= self.logLevel else { return }
            let error = (event.metadata?["error"]).map { ": \($0)" } ?? ""
            self.log.keep("\(event.message)\(error)")
        }
    }
}
