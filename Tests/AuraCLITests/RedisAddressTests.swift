import Testing

@testable import AuraCLI

@Suite struct RedisAddressTests {
    @Test(arguments: [
        ("redis://localhost:6379", "localhost", 6379, false, true),
        ("redis://127.0.0.1", "127.0.0.1", 6379, false, true),
        ("rediss://user:p%40ss@cache.example.org:6380/2", "cache.example.org", 6380, true, false),
        ("redis://[::1]:7000/0", "::1", 7000, false, true),
        ("redis://:p@a.example:7000,b.example:7001/0", "a.example", 7000, false, false),
        ("redis:///3", "localhost", 6379, false, true),
    ])
    func readsHostPortAndTLSFromTheURL(url: String, host: String, port: Int, usesTLS: Bool, isLocal: Bool) throws {
        let address = try RedisAddress(url: url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.usesTLS == usesTLS)
        #expect(address.isLocal == isLocal)
    }

    @Test(arguments: ["localhost:6379", "http://localhost", "", "redis://a b"])
    func refusesWhatIsNoRedisURL(url: String) {
        #expect(throws: StackError.invalidRedisURL) { try RedisAddress(url: url) }
    }

    @Test func whatIsShownHoldsNoCredentials() throws {
        let address = try RedisAddress(url: "redis://user:secret@10.0.0.1:6379")
        #expect(!address.shown.contains("secret"))
        #expect(!address.url.contains("secret"))
    }
}
