import Logging
import Synchronization

/// Tells the log when a collector stops taking what it is sent, and when it takes it again; not each time.
final class ExportStanding: Sendable {
    private let what: String
    private let logger: Logger
    private let isFailing = Mutex(false)

    /// - Parameter what: Begins the sentence.
    init(_ what: String, logger: Logger) {
        self.what = what
        self.logger = logger
    }

    func succeeded() {
        guard self.changes(to: false) else { return }
        self.logger.notice("Collector takes what it is sent again", metadata: ["what": "\(self.what)"])
    }

    func failed(_ reason: String) {
        guard self.changes(to: true) else { return }
        // No error: what is told of errors is sent the same way.
        self.logger.warning("Collector does not take it", metadata: ["what": "\(self.what)", "error": "\(reason)"])
    }

    private func changes(to isFailing: Bool) -> Bool {
        self.isFailing.withLock { state in
            defer { state = isFailing }
            return state != isFailing
        }
    }
}
