import Logging
import Observability

/// How a process logs: `LOG_LEVEL`, `LOG_FORMAT`, `LOG_FILE`, `LOG_FILE_MAX_BYTES`, `LOG_FILE_BACKUPS`.
struct LogSettings: Sendable {
    var level: Logger.Level = .info
    var format: LogFormat = .json
    var destination: LogDestination = .standardError

    init() {}

    init(_ settings: Settings) throws(SettingsError) {
        self.level = try settings.choice("LOG_LEVEL", default: self.level)
        self.format = try settings.choice("LOG_FORMAT", default: self.format)
        let maximumBytes = try settings.int("LOG_FILE_MAX_BYTES", default: 10 * 1024 * 1024)
        let backups = try settings.int("LOG_FILE_BACKUPS", default: 5, in: 0...1000)
        if let path = settings.string("LOG_FILE") {
            self.destination = .file(path: path, maximumBytes: maximumBytes, backups: backups)
        }
    }
}
