import Telemetry
import Testing

@testable import ServiceKit

@Suite("Telemetry settings")
struct TelemetrySettingsTests {
    private static let identity = ServiceIdentity(service: "llm", instance: "llm-1", boot: "00000000")

    private static func telemetry(_ environment: [String: String]) throws -> Telemetry {
        try Telemetry(Settings(environment: environment), Self.identity)
    }

    @Test("trace and report nothing unless told where to")
    func defaults() throws {
        let telemetry = try Self.telemetry(["OTEL_TRACES_SAMPLER": "nonsense", "OTEL_SERVICE_NAME": "x"])
        #expect(telemetry.tracer == nil)
        #expect(telemetry.faults == nil)
    }

    @Test("take OpenTelemetry's and Sentry's variables")
    func variables() throws {
        let telemetry = try Self.telemetry([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_EXPORTER_OTLP_HEADERS": "a=b,c=d%20e",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=x", "OTEL_TRACES_SAMPLER": "traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": "0.1", "OTEL_BSP_SCHEDULE_DELAY": "100", "SENTRY_DSN": "https://k@sentry.io/1",
        ])
        #expect(telemetry.tracer != nil)
        #expect(telemetry.faults != nil)
        #expect(try Self.telemetry(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://c/t"]).tracer != nil)
    }

    @Test(
        "are refused where they cannot be used, without their secrets",
        arguments: [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"), ("OTEL_EXPORTER_OTLP_HEADERS", "topsecret"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "topsecret:x=y"), ("OTEL_EXPORTER_OTLP_HEADERS", "x=topsecret%0D%0Ay"),
            ("OTEL_RESOURCE_ATTRIBUTES", "x"), ("OTEL_TRACES_SAMPLER", "x"), ("OTEL_BSP_SCHEDULE_DELAY", "1"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "x"), ("SENTRY_DSN", "https://topsecret@/1"),
        ]
    )
    func errors(name: String, value: String) {
        let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"].merging([name: value]) { $1 }
        let error = #expect(throws: SettingsError.self) { try Self.telemetry(environment) }
        #expect(error?.name == name)
        #expect(error.map { !"\($0)".contains("topsecret") } == true)
    }
}
