import Logging
import Observability
import ServiceLifecycle
import UnixSignals

/// Reopens the log file at each SIGHUP, as log rotation tools expect.
struct LogReopener: Service {
    let writer: LogWriter
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            self.writer.reopen()
            self.logger.info("Log reopened")
        }
    }
}
