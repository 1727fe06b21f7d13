package import Configuration

/// How a `CurlFetcher` connects.
package struct CurlFetcherConfiguration: Sendable {
    /// Connections at once, idle ones among them; further requests wait within their connect timeout; 0 is no limit.
    package var maximumConnections: Int
    /// Connections at once to one host; 0 is no limit.
    package var maximumHostConnections: Int
    /// The size from which a response's head is refused, in bytes.
    package var maximumHeadBytes: Int
    package var userAgent: String
    /// A PEM file of the authorities to trust; nil: the system's.
    package var caFile: String?
    /// The proxy for all requests; empty: none; nil: what `http_proxy`, `https_proxy` and `no_proxy` say.
    package var proxy: String?
    package var httpVersion: HTTPVersionChoice
    package var gathering: Gathering

    /// When small pieces of many bodies gather, so that they are read together.
    package struct Gathering: Sendable {
        /// Arrivals a second, of all transfers together: up to the lower bound each is read at once, from the upper bound
        /// on all wait for `longest`, and between them for a part of it.
        package var rates: ClosedRange<Double>
        /// How late a piece may be read for it; zero: each is read at once at any rate.
        package var longest: Duration

        package init(rates: ClosedRange<Double> = 7000...20_000, longest: Duration = .milliseconds(40)) {
            self.rates = rates
            self.longest = longest
        }
    }

    package init(
        maximumConnections: Int = 1024,
        maximumHostConnections: Int = 512,
        maximumHeadBytes: Int = 64 * 1024,
        userAgent: String = "aura-platform",
        caFile: String? = nil,
        proxy: String? = nil,
        httpVersion: HTTPVersionChoice = .automatic,
        gathering: Gathering = Gathering()
    ) {
        self.maximumConnections = maximumConnections
        self.maximumHostConnections = maximumHostConnections
        self.maximumHeadBytes = maximumHeadBytes
        self.userAgent = userAgent
        self.caFile = caFile
        self.proxy = proxy
        self.httpVersion = httpVersion
        self.gathering = gathering
    }

    /// Reads the configuration.
    ///
    /// - `maxConnections` (int, default 1024), `maxHostConnections` (int, default 512): connections at once.
    /// - `maxHeadBytes` (int, default 65536): the largest response head.
    /// - `userAgent` (string, default `aura-platform`).
    /// - `caFile` (string): a PEM file of trusted authorities.
    /// - `proxy` (string, secret): a proxy's URL.
    /// - `httpVersion` (`automatic`, `1.1`, `2` or `2-prior-knowledge`, default `automatic`).
    package init(reader: ConfigReader) {
        let defaults = CurlFetcherConfiguration()
        self.init(
            maximumConnections: reader.int(forKey: "maxConnections", default: defaults.maximumConnections),
            maximumHostConnections: reader.int(forKey: "maxHostConnections", default: defaults.maximumHostConnections),
            maximumHeadBytes: reader.int(forKey: "maxHeadBytes", default: defaults.maximumHeadBytes),
            userAgent: reader.string(forKey: "userAgent", default: defaults.userAgent),
            caFile: reader.string(forKey: "caFile"),
            proxy: reader.string(forKey: "proxy", isSecret: true),
            httpVersion: reader.string(forKey: "httpVersion", default: defaults.httpVersion)
        )
    }
}
