import Configuration
import Testing

@testable import RedisBus

@Suite struct RedisConfigurationTests {
    @Test func aWholeURLIsRead() throws {
        let configuration = try RedisConfiguration(url: "rediss://aura%40x:p%3Aa%2Fs%23s@cache.example:6380/3")
        #expect(configuration.host == "cache.example")
        #expect(configuration.port == 6380)
        #expect(configuration.user == "aura@x")
        #expect(configuration.password == "p:a/s#s")
        #expect(configuration.database == 3)
        #expect(configuration.tls == RedisConfiguration.TLS())
    }

    @Test(arguments: ["redis://localhost", "redis://localhost:6379", "redis://localhost:6379/", "REDIS://localhost/0"])
    func whatTheURLLeavesOutHasItsDefault(url: String) throws {
        let configuration = try RedisConfiguration(url: url)
        #expect(configuration.host == "localhost")
        #expect(configuration.port == 6379)
        #expect(configuration.user == nil && configuration.password == nil)
        #expect(configuration.database == 0)
        #expect(configuration.tls == nil)
    }

    @Test func aPasswordWithoutUserIsTheDefaultUsers() throws {
        let configuration = try RedisConfiguration(url: "redis://:secret@localhost")
        #expect(configuration.user == nil)
        #expect(configuration.password == "secret")
    }

    @Test func anIPv6AddressLosesItsBrackets() throws {
        let configuration = try RedisConfiguration(url: "redis://[::1]:7000")
        #expect(configuration.host == "::1")
        #expect(configuration.description == "redis://[::1]:7000/0")
    }

    @Test(arguments: [
        "", "localhost:6379", "http://localhost", "redis://", "redis://localhost/x", "redis://localhost/-1",
        "redis://localhost/1/2", "redis://localhost:99999", "redis://localhost:0", "redis://user@localhost",
        "redis://:a#b@localhost", "redis://localhost?db=1", "redis://a b",
    ])
    func aURLThatMeansNothingIsRefused(url: String) {
        let error = #expect(throws: RedisError.self) { try RedisConfiguration(url: url) }
        #expect(error?.code == .invalidConfiguration)
    }

    @Test func thePasswordIsInNoText() throws {
        let configuration = try RedisConfiguration(url: "redis://aura:hunter2@localhost")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("hunter2"))
        }
        let error = #expect(throws: RedisError.self) { try RedisConfiguration(url: "redis://a:hunter2@localhost/x") }
        #expect(error.map { !"\($0)".contains("hunter2") } == true)
    }

    @Test func aReaderFillsInWhatIsSet() throws {
        let reader = ConfigReader(
            provider: InMemoryProvider(values: [
                "redis.url": "rediss://cache:1", "redis.caFile": "/ca.pem", "redis.commandTimeoutMs": 500,
            ])
        )
        let configuration = try RedisConfiguration(reader: reader.scoped(to: "redis"))
        #expect(configuration.host == "cache")
        #expect(configuration.tls?.authorityFile == "/ca.pem")
        #expect(configuration.commandTimeout == .milliseconds(500))
        #expect(configuration.connectTimeout == .seconds(2))
    }

    @Test func withoutSettingsItIsTheLocalServer() throws {
        let reader = ConfigReader(provider: InMemoryProvider(values: [:]))
        let configuration = try RedisConfiguration(reader: reader.scoped(to: "redis"))
        #expect(configuration.description == "redis://localhost:6379/0")
        #expect(configuration.commandTimeout == .seconds(2))
    }
}
