import Foundation
import HTTPFetch
import InMemoryLogging
import Logging
import Spans
import TestSupport
import Testing
import Tracing

@testable import Telemetry

@Suite(.timeLimit(.minutes(1))) struct TraceExporterTests {
    private static let resource = Resource(
        service: "aura-llm",
        instance: "llm-1.00000000",
        version: "1.0.0",
        more: ["deployment.environment.name": "test", "service.name": "lost"]
    )

    private static func configuration(_ server: ScriptedServer) -> TraceConfiguration {
        TraceConfiguration(
            url: TraceConfiguration.tracesURL(under: server.url("")),
            headers: [FetchHeader(name: "Authorization", value: "Basic secret")],
            resource: Self.resource,
            pause: .milliseconds(20),
            timeout: .seconds(5)
        )
    }

    /// A trace with all that a span can have.
    private static func record(with tracer: OTLPTracer) {
        let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        withTracer(tracer) {
            let server = TraceSpan.begin("POST /chat", .server, continuing: given, ["http.request.method": "POST"])
            server.set("http.response.status_code", 502)
            server.set("ratio", 0.5)
            server.set("isNew", true)
            server.set("finish_reasons", ["stop", "길이"])
            server.set("counts", [1, 2])
            server.set("endless", Double.infinity)
            server.set("missing", String?.none)
            server.fail("502")
            let child = TraceSpan.begin("chat gpt-4", .client, continuing: server.traceparent)
            child.end()
            server.end()
            server.set("late", "too late")
            server.end()
        }
        let span = tracer.startSpan("alone")
        struct Trouble: Error { var text = "quotes somebody" }
        span.recordError(Trouble())
        span.addLink(tracer.startSpan("linked"))
        span.end()
    }

    private static func spans(in body: [String: Any]) throws -> [[String: Any]] {
        let resources = try #require(body["resourceSpans"] as? [[String: Any]])
        let scopes = try #require(resources.first?["scopeSpans"] as? [[String: Any]])
        return try #require(scopes.first?["spans"] as? [[String: Any]])
    }

    private static func attributes(_ any: Any?) throws -> [String: [String: Any]] {
        let list = try #require(any as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: try list.map {
                (try #require($0["key"] as? String), try #require($0["value"] as? [String: Any]))
            }
        )
    }

    @Test func spansArriveAsTheProtocolWritesThem() async throws {
        try await withCollector { server, collected, http in
            let exporter = TraceExporter(Self.configuration(server))
            Self.record(with: OTLPTracer(exporter: exporter))
            exporter.finish()
            await exporter.run(http: http, logger: silent)

            let request = try #require(collected.requests.first)
            #expect(request.method == "POST")
            #expect(request.path == "/v1/traces")
            #expect(request.header("Content-Type") == "application/json")
            #expect(request.header("Authorization") == "Basic secret")
            let body = try #require(try collected.json().first)
            let resources = try #require(body["resourceSpans"] as? [[String: Any]])
            let resource = try Self.attributes((resources[0]["resource"] as? [String: Any])?["attributes"])
            #expect(resource["service.name"]?["stringValue"] as? String == "aura-llm")
            #expect(resource["service.instance.id"]?["stringValue"] as? String == "llm-1.00000000")
            #expect(resource["service.version"]?["stringValue"] as? String == "1.0.0")
            #expect(resource["deployment.environment.name"]?["stringValue"] as? String == "test")

            let spans = try Self.spans(in: body)
            #expect(spans.count == 4)
            let span = try #require(spans.first { $0["name"] as? String == "POST /chat" })
            #expect(span["traceId"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736")
            #expect(span["parentSpanId"] as? String == "00f067aa0ba902b7")
            #expect(span["kind"] as? Int == 2)
            #expect((span["status"] as? [String: Any])?["code"] as? Int == 2)
            let start = try #require((span["startTimeUnixNano"] as? String).flatMap { UInt64($0) })
            let end = try #require((span["endTimeUnixNano"] as? String).flatMap { UInt64($0) })
            #expect(start <= end)
            #expect(abs(Double(end) / 1e9 - Date().timeIntervalSince1970) < 60)
            let attributes = try Self.attributes(span["attributes"])
            #expect(attributes["http.response.status_code"]?["intValue"] as? String == "502")
            #expect(attributes["ratio"]?["doubleValue"] as? Double == 0.5)
            #expect(attributes["isNew"]?["boolValue"] as? Bool == true)
            #expect(attributes["error.type"]?["stringValue"] as? String == "502")
            #expect(attributes["missing"] == nil && attributes["late"] == nil)
            let child = try #require(spans.first { $0["name"] as? String == "chat gpt-4" })
            #expect(child["traceId"] as? String == span["traceId"] as? String)
            #expect(child["parentSpanId"] as? String == span["spanId"] as? String)
            #expect(child["kind"] as? Int == 3)
            let alone = try #require(spans.first { $0["name"] as? String == "alone" })
            #expect(alone["parentSpanId"] == nil)
            #expect((alone["links"] as? [[String: Any]])?.count == 1)
            #expect(!String(decoding: request.body, as: UTF8.self).contains("quotes somebody"))
        }
    }

    @Test func openTelemetrysOwnReaderTakesThem() async throws {
        try await withCollector { server, collected, http in
            let exporter = TraceExporter(Self.configuration(server))
            Self.record(with: OTLPTracer(exporter: exporter))
            exporter.finish()
            await exporter.run(http: http, logger: silent)
            let body = try #require(collected.requests.first?.body)
            let read = try await OTLPReader.read(body)
            #expect(
                read == [
                    "POST /chat SPAN_KIND_SERVER STATUS_CODE_ERROR 4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7",
                    "alone SPAN_KIND_INTERNAL STATUS_CODE_UNSET",
                    "chat gpt-4 SPAN_KIND_CLIENT STATUS_CODE_UNSET 4bf92f3577b34da6a3ce929d0e0e4736",
                    "linked SPAN_KIND_INTERNAL STATUS_CODE_UNSET",
                ]
            )
        }
    }

    @Test func whatTheCollectorCannotTakeNowIsSentAgainAndWhatItRefusesIsNot() async throws {
        try await withCollector(answering: [("503 Service Unavailable", []), ("200 OK", [])]) {
            server,
            collected,
            http in
            let exporter = TraceExporter(Self.configuration(server), grace: .seconds(20))
            OTLPTracer(exporter: exporter).startSpan("one").end()
            exporter.finish()
            await exporter.run(http: http, logger: silent)
            #expect(collected.requests.count == 2)
            #expect(collected.requests.first?.body == collected.requests.last?.body)
        }
        try await withCollector(answering: [("400 Bad Request", [])]) { server, collected, http in
            let log = InMemoryLogHandler()
            let exporter = TraceExporter(Self.configuration(server))
            for number in 0..<600 { OTLPTracer(exporter: exporter).startSpan("\(number)").end() }
            exporter.finish()
            await exporter.run(http: http, logger: Logger(label: "test") { _ in log })
            #expect(collected.requests.count == 2)  // batches
            #expect(log.entries.count == 1)  // told once
            #expect(log.entries.first?.level == .warning)
        }
    }

    @Test func collectorThatIsSilentCostsNoMoreThanTheGrace() async throws {
        try await withScriptedServer({ _, connection in await connection.waitForClose() }) { server in
            let http = try CurlFetcher(
                configuration: CurlFetcherConfiguration(proxy: ""),
                logger: Logger(label: "test")
            )
            let exporter = TraceExporter(Self.configuration(server), grace: .milliseconds(100))
            let tracer = OTLPTracer(exporter: exporter)
            let began = ContinuousClock.now
            for _ in 0..<10_000 { tracer.startSpan("x").end() }
            #expect(ContinuousClock.now - began < .seconds(3))
            exporter.finish()
            await exporter.run(http: http, logger: silent)
            #expect(ContinuousClock.now - began < .seconds(6))
            await http.shutdown()
        }
    }

    @Test(arguments: [("http://c:4318", "http://c:4318/v1/traces"), ("http://c/otlp/", "http://c/otlp/v1/traces")])
    func pathIsAddedToTheBase(base: String, url: String) {
        #expect(TraceConfiguration.tracesURL(under: base) == url)
    }
}
