import FoundationEssentials
import Logging
import Observability
import Spans

/// An error as Sentry takes it: an envelope with one event (Sentry's SDK documentation, Envelopes and Event Payloads).
struct SentryEnvelope {
    private let event: Event

    /// - Parameter held: How many errors of the same cause were not told before this one.
    init(_ fault: Fault, held: Int, of resource: Resource, environment: String) {
        var extra = fault.details
        extra["place"] = fault.place
        if held > 0 { extra["held_back"] = "\(held)" }
        let service = resource.attributes["service.name"] ?? ""
        let title = fault.type ?? fault.message
        self.event = Event(
            eventID: TraceID.random().description,
            timestamp: Double(fault.time.milliseconds) / 1000,
            level: fault.level == .critical ? "fatal" : "error",
            logger: fault.logger,
            serverName: resource.attributes["service.instance.id"] ?? "",
            release: "aura-platform@\(resource.attributes["service.version"] ?? "")",
            environment: environment,
            tags: ["service": service, "kind": fault.kind.rawValue],
            logentry: .init(formatted: fault.message),
            exception: .init(values: [.init(type: title, value: fault.words ?? fault.message)]),
            fingerprint: [service] + fault.fingerprint,
            contexts: fault.trace.map { .init(trace: .init(traceID: "\($0.trace)", spanID: "\($0.span)")) },
            extra: extra
        )
    }

    /// Header, item header and event, a line each.
    func encoded(sentAt time: RFC3339 = .now) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let event = try encoder.encode(self.event)
        var sentAt: [UInt8] = []
        time.append(to: &sentAt)
        let lines = [
            #"{"event_id":"\#(self.event.eventID)","sent_at":"\#(String(decoding: sentAt, as: UTF8.self))"}"#,
            #"{"type":"event","content_type":"application/json","length":\#(event.count)}"#,
        ]
        return lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] } + event + [UInt8(ascii: "\n")]
    }

    private struct Event: Encodable {
        var eventID: String
        var timestamp: Double
        var platform = "other"
        var level: String
        var logger: String
        var serverName: String
        var release: String
        var environment: String
        var tags: [String: String]
        var logentry: Message
        var exception: Exceptions
        var fingerprint: [String]
        var contexts: Contexts?
        var extra: [String: String]

        enum CodingKeys: String, CodingKey {
            case eventID = "event_id"
            case serverName = "server_name"
            case timestamp, platform, level, logger, release, environment, tags, logentry, exception, fingerprint
            case contexts, extra
        }
    }

    private struct Message: Encodable {
        var formatted: String
    }

    private struct Exceptions: Encodable {
        var values: [Exception]
    }

    private struct Exception: Encodable {
        var type: String
        var value: String
    }

    private struct Contexts: Encodable {
        var trace: Trace
    }

    private struct Trace: Encodable {
        var traceID: String
        var spanID: String

        enum CodingKeys: String, CodingKey {
            case traceID = "trace_id"
            case spanID = "span_id"
        }
    }
}
