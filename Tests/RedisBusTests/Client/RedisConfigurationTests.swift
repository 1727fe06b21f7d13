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

    @Test func severalHostsAreACluster() throws {
        let configuration = try RedisConfiguration(url: "rediss://aura:p%2Cw@a.example:7000,b.example,[::1]:7002/0")
        let seeds: [RedisNodeAddress] = [
            .init(host: "a.example", port: 7000), .init(host: "b.example", port: 6379), .init(host: "::1", port: 7002),
        ]
        #expect(configuration.topology == .cluster(seeds: seeds))
        #expect(configuration.password == "p,w")
        #expect(configuration.description == "rediss://a.example:7000,b.example:6379,[::1]:7002/0")
        let node = configuration.of(node: seeds[1])
        #expect(node.topology == .clusterNode && node.host == "b.example" && node.password == "p,w")
        #expect(node.tls != nil)
        #expect(node.description == "rediss://b.example:6379/0")
    }

    @Test(arguments: [
        "redis://a,", "redis://a,,b", "redis://,a", "redis://a,b:x", "redis://a,b:0", "redis://a,b/1",
        "redis://:p@a,u@b",
    ])
    func aListOfHostsThatMeansNothingIsRefused(url: String) {
        let error = #expect(throws: RedisError.self) { try RedisConfiguration(url: url) }
        #expect(error?.code == .invalidConfiguration)
    }

    @Test(
        arguments: [
            ("redis://a:1", "true", [RedisNodeAddress(host: "a", port: 1)]), ("redis://a:1", "false", []),
            ("redis://a:1,b:2", "TRUE", [.init(host: "a", port: 1), .init(host: "b", port: 2)]),
            ("redis://a:1/2", "true", nil),
            ("redis://a:1,b:2", "false", nil), ("redis://a:1", "perhaps", nil),
        ] as [(String, String, [RedisNodeAddress]?)]
    )
    func aSettingSaysThatOneHostIsACluster(url: String, cluster: String, seeds: [RedisNodeAddress]?) throws {
        let reader = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: ["REDIS_URL": url, "REDIS_CLUSTER": cluster])
        )
        let configuration = try? RedisConfiguration(reader: reader.scoped(to: "redis"))
        #expect(configuration?.seeds == seeds)
    }

    @Test func withoutSettingsItIsTheLocalServer() throws {
        let reader = ConfigReader(provider: InMemoryProvider(values: [:]))
        let configuration = try RedisConfiguration(reader: reader.scoped(to: "redis"))
        #expect(configuration.description == "redis://localhost:6379/0")
        #expect(configuration.commandTimeout == .seconds(2))
    }
}
