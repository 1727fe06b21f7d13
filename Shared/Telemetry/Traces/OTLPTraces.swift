import Spans
import Tracing

/// Spans as an OTLP/HTTP collector takes them in JSON: the protocol's messages by ProtoJSON, ids in hexadecimal instead
/// of base 64 (OTLP 1.5, JSON Protobuf Encoding).
struct OTLPTraces: Encodable {
    var resourceSpans: [ResourceSpans]

    init(_ spans: [FinishedSpan], of resource: Resource) {
        let attributes = resource.attributes.sorted { $0.key < $1.key }
        let scope = Scope(name: "aura-platform", version: resource.attributes["service.version"] ?? "")
        self.resourceSpans = [
            ResourceSpans(
                resource: .init(attributes: attributes.map { Attribute($0.key, .string($0.value)) }),
                scopeSpans: [.init(scope: scope, spans: spans.map(Span.init))]
            )
        ]
    }

    struct ResourceSpans: Encodable {
        var resource: ResourceAttributes
        var scopeSpans: [ScopeSpans]
    }

    struct ResourceAttributes: Encodable {
        var attributes: [Attribute]
    }

    struct ScopeSpans: Encodable {
        var scope: Scope
        var spans: [Span]
    }

    struct Scope: Encodable {
        var name: String
        var version: String
    }

    struct Attribute: Encodable {
        var key: String
        var value: Value

        init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }

        /// The attributes in the order of their keys.
        static func all(in attributes: SpanAttributes) -> [Attribute] {
            var all: [Attribute] = []
            attributes.forEach { key, value in all.append(Attribute(key, Value(value))) }
            return all.sorted { $0.key < $1.key }
        }
    }

    struct Span: Encodable {
        var traceId: String
        var spanId: String
        var parentSpanId: String?
        /// The trace's flags.
        var flags = 1
        var name: String
        var kind: Int
        /// Nanoseconds since 1970; ProtoJSON writes numbers of 64 bits as strings.
        var startTimeUnixNano: String
        var endTimeUnixNano: String
        var attributes: [Attribute]
        var events: [Event]
        var links: [Link]
        var status: Status

        init(_ span: FinishedSpan) {
            self.traceId = "\(span.trace)"
            self.spanId = "\(span.id)"
            self.parentSpanId = span.parent.map { "\($0)" }
            self.name = span.name
            self.kind =
                switch span.kind {
                case .internal: 1
                case .server: 2
                case .client: 3
                case .producer: 4
                case .consumer: 5
                }
            self.startTimeUnixNano = "\(span.start)"
            self.endTimeUnixNano = "\(span.end)"
            self.attributes = Attribute.all(in: span.attributes)
            self.events = span.events.map(Event.init)
            self.links = span.links.map { Link(traceId: "\($0.trace)", spanId: "\($0.span)") }
            self.status = Status(code: span.isFailed ? 2 : nil)
        }
    }

    struct Event: Encodable {
        var timeUnixNano: String
        var name: String
        var attributes: [Attribute]

        init(_ event: SpanEvent) {
            self.timeUnixNano = "\(event.nanosecondsSinceEpoch)"
            self.name = event.name
            self.attributes = Attribute.all(in: event.attributes)
        }
    }

    struct Link: Encodable {
        var traceId: String
        var spanId: String
    }

    struct Status: Encodable {
        /// 2 for an error; unset where nobody said how it went.
        var code: Int?
    }
}
