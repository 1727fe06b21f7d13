import Logging
import Observability
import Testing

@testable import ServiceKit

@Suite("Log settings")
struct LogSettingsTests {
    @Test("are JSON to standard error at info, ten mebibytes and five backups, unless told otherwise")
    func defaults() throws {
        let settings = try LogSettings(Settings(environment: [:]))
        #expect(settings.level == .info)
        #expect(settings.format == .json)
        #expect(settings.destination == .standardError)
        let file = try LogSettings(Settings(environment: ["LOG_FILE": "logs/aura.log"]))
        #expect(file.destination == .file(path: "logs/aura.log", maximumBytes: 10_485_760, backups: 5))
    }

    @Test("are read from the documented variables")
    func variables() throws {
        let settings = try LogSettings(
            Settings(environment: [
                "LOG_LEVEL": "DEBUG", "LOG_FORMAT": "text", "LOG_FILE": "a", "LOG_FILE_MAX_BYTES": "1000",
                "LOG_FILE_BACKUPS": "0",
            ])
        )
        #expect(settings.level == .debug)
        #expect(settings.format == .text)
        #expect(settings.destination == .file(path: "a", maximumBytes: 1000, backups: 0))
    }

    @Test(
        "are refused where they cannot be used",
        arguments: ["LOG_LEVEL", "LOG_FORMAT", "LOG_FILE_MAX_BYTES", "LOG_FILE_BACKUPS"]
    )
    func errors(name: String) throws {
        let error = #expect(throws: SettingsError.self) { try LogSettings(Settings(environment: [name: "odd"])) }
        #expect(error?.name == name)
    }
}
