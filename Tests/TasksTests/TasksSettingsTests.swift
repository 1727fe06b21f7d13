import DWPGateway
import HTTPFetch
import ServiceKit
import Testing

@testable import Tasks

@Suite struct TasksSettingsTests {
    @Test func theDefaultsAreTheDocumentedOnes() throws {
        let settings = try TasksSettings(Settings(environment: [:]))
        #expect(settings.backend.baseURL == "http://localhost:8080")
        #expect(settings.backend.serviceToken == nil)
        #expect(settings.concurrency == 256)
        #expect(settings.maximumDeliveries == 3)
        #expect(settings.runTimeToLive == .seconds(3600))
        #expect(settings.taskTimeToLive == .seconds(86_400))
    }

    @Test func whatIsSetCounts() throws {
        let settings = try TasksSettings(
            Settings(environment: [
                "DWP_GATEWAY_URL": "https://dwp.example/", "DWP_SERVICE_TOKEN": "s3cret", "AURA_TASKS_CONCURRENCY": "7",
                "AURA_MAX_DELIVERIES": "2", "AURA_RUN_TTL": "172800",
            ])
        )
        #expect(settings.backend.baseURL == "https://dwp.example")
        #expect(settings.backend.serviceToken?.revealed == "s3cret")
        #expect(settings.concurrency == 7)
        #expect(settings.maximumDeliveries == 2)
        #expect(settings.taskTimeToLive == .seconds(172_800))
        #expect(!"\(settings)".contains("s3cret"))
    }

    @Test(arguments: [
        ("DWP_GATEWAY_URL", "localhost:8080"), ("AURA_TASKS_CONCURRENCY", "0"), ("AURA_RUN_TTL", "1"),
    ])
    func whatCannotBeUsedIsRefused(name: String, value: String) {
        #expect(throws: SettingsError.self) { try TasksSettings(Settings(environment: [name: value])) }
    }

    @Test func noCallOutlivesTheLock() throws {
        let settings = try TasksSettings(Settings(environment: [:]))
        let limit = try #require(settings.backend.timeouts.total)
        #expect(limit < ReporterSettings().lock)
    }
}
