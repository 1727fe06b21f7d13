import Logging
import Synchronization

/// Keeps what is logged as an error.
final class ProblemLines: Sendable {
    private struct Handler: LogHandler {
        let lines: ProblemLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.error

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            self.lines.add("\(event.message) \(event.metadata ?? [:])")
        }
    }

    private let lines = Mutex<[String]>([])

    var first: String? { self.lines.withLock { $0.first } }

    func makeLogger() -> Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private func add(_ line: String) { self.lines.withLock { $0.append(line) } }
}
