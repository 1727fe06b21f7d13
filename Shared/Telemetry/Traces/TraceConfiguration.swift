package import HTTPFetch

/// Where spans go and which are made; nothing is traced without it.
package struct TraceConfiguration: Sendable {
    /// The collector's whole address for traces.
    package var url: String
    package var headers: [FetchHeader]
    package var resource: Resource
    package var sampler: TraceSampler
    /// How long a span waits for others to be sent with.
    package var pause: Duration
    /// How long one request to the collector may take.
    package var timeout: Duration

    package init(
        url: String,
        headers: [FetchHeader] = [],
        resource: Resource,
        sampler: TraceSampler = .standard,
        pause: Duration = .seconds(5),
        timeout: Duration = .seconds(10)
    ) {
        self.url = url
        self.headers = headers
        self.resource = resource
        self.sampler = sampler
        self.pause = pause
        self.timeout = timeout
    }

    /// The address for traces under a collector's base address (OTLP exporter specification, Endpoint URLs for OTLP/HTTP).
    package static func tracesURL(under base: String) -> String {
        base + (base.hasSuffix("/") ? "" : "/") + "v1/traces"
    }
}
