import Testing

@testable import AuraCLI

@Suite struct RedisLauncherTests {
    @Test(arguments: [
        ("+PONG\r\n", RedisProbe.Finding.answers),
        ("-NOAUTH Authentication required.\r\n", .answers),
        ("-LOADING Redis is loading the dataset in memory\r\n", .loading),
        ("HTTP/1.1 400 Bad Request\r\n", .somethingElse),
        ("", .somethingElse),
    ])
    func aPingsReplyTellsWhatStandsThere(reply: String, finding: RedisProbe.Finding) {
        #expect(RedisProbe.read([UInt8](reply.utf8)) == finding)
    }

    @Test(arguments: [
        (RedisProbe.Finding.answers, RedisLauncher.Decision.useRunning),
        (.loading, .useRunning),
        (.nothing, .start(port: 6379)),
        (.somethingElse, .start(port: 7777)),
    ])
    func startsARedisOnlyWhereNoneAnswers(finding: RedisProbe.Finding, decision: RedisLauncher.Decision) throws {
        let local = RedisAddress(host: "localhost", port: 6379)
        #expect(try RedisLauncher.decide(about: local, finding: finding, freePort: { 7777 }) == decision)
    }

    @Test(arguments: ["redis://cache.example.org:6379", "rediss://localhost:6379"])
    func startsNothingInThePlaceOfAnotherMachinesRedisOrATLSOne(url: String) throws {
        let address = try RedisAddress(url: url)
        #expect(throws: StackError.redisUnreachable(address.shown)) {
            try RedisLauncher.decide(about: address, finding: .nothing, freePort: { 7777 })
        }
    }
}
