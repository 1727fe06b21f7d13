import HTTPFetch
import Telemetry

extension Telemetry {
    /// Reads what OpenTelemetry names `OTEL_EXPORTER_OTLP_ENDPOINT` (the base, or `…_TRACES_ENDPOINT` the whole address),
    /// `OTEL_EXPORTER_OTLP_HEADERS` (secret), `OTEL_EXPORTER_OTLP_TIMEOUT` and `OTEL_BSP_SCHEDULE_DELAY` (milliseconds),
    /// `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER` and its `…_ARG`; and `SENTRY_DSN` (secret),
    /// with `AURA_ENV` as its environment.
    init(_ settings: Settings, _ identity: ServiceIdentity) throws(SettingsError) {
        let more = "OTEL_RESOURCE_ATTRIBUTES"
        let attributes = try Self.pairs(in: settings.string(more), of: more)
        let resource = Resource(
            service: settings.string("OTEL_SERVICE_NAME", default: identity.executable),
            instance: identity.id,
            version: identity.version,
            more: Dictionary(attributes.map { ($0.key, $0.value) }) { $1 }
        )
        self.init(
            traces: try Self.traces(settings, resource),
            faults: try Self.faults(settings, resource)
        )
    }

    private static func traces(_ settings: Settings, _ resource: Resource) throws(SettingsError) -> TraceConfiguration?
    {
        let base = "OTEL_EXPORTER_OTLP_ENDPOINT"
        let whole = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
        let name = settings.string(whole) == nil ? base : whole
        guard let address = settings.string(name) else { return nil }
        guard ["http://", "https://"].contains(where: { address.lowercased().hasPrefix($0) }) else {
            throw SettingsError(name: name, problem: "must begin with http:// or https://")
        }
        let headers = "OTEL_EXPORTER_OTLP_HEADERS"
        let pairs = try Self.pairs(in: settings.secret(headers)?.revealed, of: headers)
        guard pairs.allSatisfy({ Self.isHeader($0.key, $0.value) }) else {
            throw SettingsError(name: headers, problem: "must be header fields, as name=value,name=value")
        }
        let times = 10...3_600_000
        return TraceConfiguration(
            url: name == whole ? address : TraceConfiguration.tracesURL(under: address),
            headers: pairs.map { FetchHeader(name: $0.key, value: $0.value) },
            resource: resource,
            sampler: try Self.sampler(settings),
            pause: try settings.milliseconds("OTEL_BSP_SCHEDULE_DELAY", default: 5_000, in: times),
            timeout: try settings.milliseconds("OTEL_EXPORTER_OTLP_TIMEOUT", default: 10_000, in: times)
        )
    }

    private static func sampler(_ settings: Settings) throws(SettingsError) -> TraceSampler {
        let name = "OTEL_TRACES_SAMPLER"
        guard let sampler = settings.string(name) else { return .standard }
        guard let sampler = TraceSampler(name: sampler, argument: settings.string("OTEL_TRACES_SAMPLER_ARG")) else {
            let names = "always_on, always_off, traceidratio, or one of them after parentbased_"
            throw SettingsError(name: name, problem: "must be \(names), and \(name)_ARG a number from 0 to 1")
        }
        return sampler
    }

    private static func faults(_ settings: Settings, _ resource: Resource) throws(SettingsError) -> FaultConfiguration?
    {
        guard let dsn = settings.secret("SENTRY_DSN")?.revealed else { return nil }
        guard let address = SentryAddress(dsn) else {
            throw SettingsError(name: "SENTRY_DSN", problem: "must be https://KEY@HOST/PROJECT")
        }
        let environment = settings.string("AURA_ENV", default: "development")
        return FaultConfiguration(address: address, resource: resource, environment: environment)
    }

    private static func pairs(
        in text: String?,
        of name: String
    ) throws(SettingsError) -> [(key: String, value: String)] {
        guard let text else { return [] }
        guard let pairs = KeyValueList.pairs(in: text) else {
            throw SettingsError(name: name, problem: "must be a list like name=value,name=value")
        }
        return pairs
    }

    /// A name that is a token and a value without control characters (RFC 9110, section 5).
    private static func isHeader(_ name: String, _ value: String) -> Bool {
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "!#$%&'*+-.^_`|~".contains($0)) }
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}

extension Settings {
    /// A time given in whole milliseconds, as OpenTelemetry's variables have it.
    fileprivate func milliseconds(
        _ name: String,
        default fallback: Int,
        in range: ClosedRange<Int>
    ) throws(SettingsError) -> Duration {
        .milliseconds(try self.int(name, default: fallback, in: range))
    }
}
