import Configuration
import HTTPFetch
import Testing

@Suite struct CurlFetcherConfigurationTests {
    @Test func keysReplaceTheDefaultsOneByOne() {
        let provider = InMemoryProvider(values: [
            "maxConnections": 7, "httpVersion": "1.1", "proxy": "http://127.0.0.1:3128", "caFile": "/tmp/ca.pem",
        ])
        let configuration = CurlFetcherConfiguration(reader: ConfigReader(provider: provider))
        #expect(configuration.maximumConnections == 7)
        #expect(configuration.httpVersion == .http1)
        #expect(configuration.proxy == "http://127.0.0.1:3128")
        #expect(configuration.caFile == "/tmp/ca.pem")
        #expect(configuration.maximumHostConnections == CurlFetcherConfiguration().maximumHostConnections)
        #expect(configuration.userAgent == "aura-platform")
    }
}
