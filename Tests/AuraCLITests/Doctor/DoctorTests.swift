import ArgumentParser
import Foundation
import HTTPFetch
import RedisBus
import ServiceKit
import Testing

@testable import AuraCLI
@testable import GatewayEdge
@testable import LLM

@Suite struct DoctorTests {
    private static let healthy = [
        "redis_version": "7.0.15", "maxmemory_policy": "noeviction", "aof_enabled": "1", "aof_last_write_status": "ok",
        "role": "master", "maxmemory": "0", "used_memory": "1000",
    ]

    private func findings(_ changes: [String: String]) -> [String: Diagnosis] {
        let fields = Self.healthy.merging(changes) { $1 }.filter { !$0.value.isEmpty }
        let info = "# Server\r\n" + fields.map { "\($0.key):\($0.value)\r\n" }.joined()
        let found = RedisFacts(info: info).diagnoses(at: "redis://h")
        return Dictionary(uniqueKeysWithValues: found.map { ($0.check, $0) })
    }

    @Test func aHealthyRedisIsFoundSo() {
        let found = self.findings([:])
        #expect(found.values.allSatisfy { $0.status == .ok && $0.advice == nil })
        #expect(found.keys.sorted() == ["redis", "redis-aof", "redis-policy"])
        #expect(found["redis"]?.finding == "7.0.15 at redis://h")
    }

    @Test(
        arguments: [
            (["redis_version": "6.2.14"], "redis", .fail), (["redis_version": ""], "redis", .warn),
            (["redis_version": "10.1.0"], "redis", .ok), (["maxmemory_policy": "allkeys-lru"], "redis-policy", .fail),
            (["maxmemory_policy": ""], "redis-policy", .warn), (["aof_enabled": "0"], "redis-aof", .warn),
            (["aof_last_write_status": "err"], "redis-aof", .fail), (["role": "slave"], "redis-role", .fail),
            (["maxmemory": "1100"], "redis-memory", .warn), (["maxmemory": "9000"], "redis-memory", .ok),
        ] as [([String: String], String, Diagnosis.Status)]
    )
    func aRedisIsFoundAsItIs(changes: [String: String], check: String, status: Diagnosis.Status) {
        let found = self.findings(changes)[check]
        #expect(found?.status == status)
        #expect((found?.advice == nil) == (status == .ok))
    }

    private static func range(_ master: String?, _ port: Int64) -> RedisValue {
        let host: RedisValue = master.map { .status($0) } ?? .null
        let replica: RedisValue = .array([.status("replica"), .integer(9)])
        return .array([.integer(0), .integer(5), .array([host, .integer(port)]), replica])
    }

    @Test func everyMasterOfAClusterIsFoundOnce() {
        let slots: RedisValue = .array([Self.range("a", 1), Self.range("::1", 2), Self.range("a", 1)])
        let masters = ClusterMasters.addresses(in: slots)
        #expect(masters?.map(\.description) == ["a:1", "[::1]:2"])
        for slots in [.null, .array([]), .array([Self.range("a", 1), Self.range(nil, 2)])] as [RedisValue] {
            #expect(ClusterMasters.addresses(in: slots) == nil)
        }
    }

    @Test func oneOfSeveralIsNamed() {
        #expect(Diagnosis.ok("redis", "7.0.15 at redis://a:1/0").about("redis://a:1/0").finding.hasPrefix("7.0.15 at"))
        #expect(Diagnosis.ok("redis-aof", "appendonly is on").about("a:1").finding.hasPrefix("a:1: "))
    }

    @Test(
        arguments: [
            (0.0, .ok), (2.9, .ok), (-2.9, .ok), (3.0, .warn), (-29, .warn), (30, .fail), (-4000, .fail),
            (1e300, .fail),
        ] as [(Double, Diagnosis.Status)]
    )
    func clocksMayDifferALittle(seconds: Double, status: Diagnosis.Status) {
        let now = Date(timeIntervalSince1970: 1_790_000_000)
        let clock = ClockDifference(other: 1_790_000_001 + seconds, before: now, after: now + 2)
        #expect(clock.diagnosis("clock", whose: "the edge's").status == status)
    }

    @Test func aClocksDifferenceIsSaidWithItsSide() {
        let now = Date(timeIntervalSince1970: 100)
        let clock = ClockDifference(other: 45, before: now, after: now)
        #expect(clock.diagnosis("c", whose: "Redis's").finding == "Redis's clock is 55 s behind")
    }

    @Test func anHTTPDateIsRead() {
        #expect(ClockDifference.httpDate("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(ClockDifference.httpDate("Sat, 28 Feb 2026 23:59:59 GMT") == 1_772_323_199)
        for text in ["", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Now 1994 08:49:37 GMT", "a b c d e GMT"] {
            #expect(ClockDifference.httpDate(text) == nil)
        }
    }

    private static let good = "0123456789abcdef0123456789abcdef"

    @Test(
        arguments: [
            (Self.good, false, false, false, .ok), (Self.good, true, false, false, .ok),
            (String(Self.good.dropLast()), false, false, false, .fail),
            (String(repeating: "ab", count: 16), false, false, false, .warn),
            (SecretReview.knownSecret, false, false, false, .warn),
            (SecretReview.knownSecret, true, false, false, .fail), (nil, true, false, true, .fail),
            (nil, true, true, false, .ok), (nil, false, false, true, .ok), (nil, false, false, false, .warn),
        ] as [(String?, Bool, Bool, Bool, Diagnosis.Status)]
    )
    func secretsAreJudged(
        secret: String?,
        isProduction: Bool,
        hasKeyFile: Bool,
        hasKeptSecret: Bool,
        status: Diagnosis.Status
    ) {
        let found = SecretReview.secret(
            secret,
            isProduction: isProduction,
            hasKeyFile: hasKeyFile,
            hasKeptSecret: hasKeptSecret
        )
        #expect(found.status == status)
        if let secret { #expect(!found.line.contains(secret)) }
    }

    @Test func theKnownSecretIsTheOneThatTheEdgeRefuses() {
        #expect(SecretReview.knownSecret == AccessSettings.developmentSecret)
    }

    @Test(
        arguments: [
            ([:], .ok), (["AURA_REQUIRE_AUTH": "false"], .warn), (["AURA_REQUIRE_AUTH": "maybe"], .fail),
            (["AURA_REQUIRE_AUTH": "no", "AURA_ENV": "production"], .fail),
        ] as [([String: String], Diagnosis.Status)]
    )
    func openDoorsAreTold(environment: [String: String], status: Diagnosis.Status) {
        let found = SecretReview.diagnoses(Settings(environment: environment), hasKeptSecret: true)
        #expect(found.first { $0.check == "access" }?.status == status)
    }

    @Test func settingsComeFromTheFileTooAndNothingIsLeftBehind() throws {
        try withStateFolder { folder in
            let file = folder.root.appendingPathComponent("settings.json")
            let none = folder.root.appendingPathComponent("none")
            func examination(_ settings: String) throws -> Examination {
                try Data(settings.utf8).write(to: file)
                return try Examination(
                    environment: ["AURA_CONFIG_FILE": file.path],
                    edge: EdgeOptions.parse(["--state-folder", none.path]),
                    redis: RedisOptions.parse([]),
                    adminPort: 9100
                )
            }
            let given = try examination(#"{"JWT_SECRET":"\#(Self.good)","REDIS_CLUSTER":true}"#)
            let options = try RedisOptions.parse([])
            #expect(try options.configuration(environment: given.settingsEnvironment).isCluster)
            #expect(try given.edgeAccess().isRenewable)
            #expect(throws: StackError.secretMissing) { try examination(#"{"AURA_ENV":"production"}"#).edgeAccess() }
            #expect(throws: StackError.secretNotKept) { try examination("{}").edgeAccess() }
            #expect(!FileManager.default.fileExists(atPath: none.path))
        }
    }

    private static let second = #"[{"name":"b","baseURL":"http://b/v1/","apiKey":"k","model":"m"}]"#

    @Test(arguments: [
        [:], ["OPENAI_API_KEY": "k"], ["OPENAI_BASE_URL": "http://a/v1/", "OPENAI_MODEL": "x"],
        ["AURA_LLM_PROVIDER": "extractive", "OPENAI_API_KEY": "k"], ["AURA_LLM_PROVIDER": "openai"],
        ["AURA_LLM_PROVIDERS": Self.second], ["AURA_LLM_PROVIDERS": Self.second, "OPENAI_API_KEY": "k"],
        ["AURA_LLM_PROVIDER": "OpenAI", "AURA_LLM_PROVIDERS": Self.second], ["AURA_LLM_PROVIDERS": "x"],
        ["AURA_LLM_PROVIDER": "other"],
    ])
    func providersAreReadAsTheServiceReadsThem(environment: [String: String]) {
        let settings = Settings(environment: environment)
        let theirs = try? ProviderSettings(settings).providers.map {
            [$0.name, $0.baseURL, $0.key?.revealed, $0.model]
        }
        let ours = try? ProviderEndpoint.all(settings).map { [$0.name, $0.baseURL, $0.key?.revealed, $0.model] }
        #expect(ours == theirs)
    }

    @Test(
        arguments: [
            (200, #"{"data":[{"id":"m"}]}"#, .ok), (200, #"{"data":[{"id":"other"}]}"#, .warn), (200, "{}", .ok),
            (404, "", .ok), (401, "", .fail), (403, "", .fail), (429, "", .warn), (500, "", .fail),
        ] as [(Int, String, Diagnosis.Status)]
    )
    func aProvidersAnswerIsJudged(status: Int, body: String, found: Diagnosis.Status) {
        let endpoint = ProviderEndpoint(name: "p", baseURL: "http://p/v1", key: Secret("sk-secret"), model: "m")
        let diagnosis = endpoint.diagnosis(of: EdgeAnswer(status: status, body: Array(body.utf8)))
        #expect(diagnosis.status == found)
        #expect(!diagnosis.line.contains("sk-secret"))
        #expect(endpoint.request.url == "http://p/v1/models")
        #expect(endpoint.request.headers.first?.value == "Bearer sk-secret")
        #expect(endpoint.diagnosis(of: FetchError(code: .connectFailed, message: "refused")).status == .fail)
    }

    @Test func theEdgeSaysWhoIsMissing() {
        let body = #"{"status":"UNREADY","checks":{"process":"ready","redis":"ready","llm":"no worker is alive"}}"#
        let found = EdgeReview.readiness(EdgeAnswer(status: 503, body: Array(body.utf8)))
        #expect(found.map(\.check) == ["edge-llm", "edge-redis"])
        #expect(found.map(\.status) == [.fail, .ok])
        #expect(found.first?.finding == "the edge says: no worker is alive")
        let stopping = EdgeReview.readiness(
            EdgeAnswer(status: 503, body: Array(#"{"checks":{"process":"stopping"}}"#.utf8))
        )
        #expect(stopping.map(\.status) == [.fail])
        #expect(EdgeReview.readiness(EdgeAnswer(status: 200, body: [])).map(\.status) == [.fail])
    }

    @Test func aServiceSaysWhatItLacks() {
        func found(_ status: Int, _ body: String) -> Diagnosis {
            EdgeReview.adminPort(EdgeAnswer(status: status, body: Array(body.utf8)), service: "aura-llm", port: 9101)
        }
        let body =
            #"{"service":"aura-llm","checks":{"redis":{"status":"UNAVAILABLE","reason":"away"},"group":{"status":"OK"}}}"#
        #expect(found(503, body).finding == "not ready: redis: away")
        #expect(found(200, #"{"service":"aura-llm"}"#).status == .ok)
        #expect(found(200, #"{"service":"aura-tasks"}"#).status == .warn)
        #expect(found(200, "hello").status == .warn)
    }

    @Test(
        arguments: [
            (200, true, .ok), (401, true, .fail), (401, false, .fail), (403, true, .fail), (503, true, .warn),
        ] as [(Int, Bool, Diagnosis.Status)]
    )
    func aTokenIsTried(status: Int, isMade: Bool, found: Diagnosis.Status) {
        #expect(EdgeReview.token(EdgeAnswer(status: status, body: []), isMade: isMade).status == found)
    }

    @Test func aPlatformWithoutAModelIsToldSo() {
        func found(_ body: String) -> Diagnosis.Status {
            EdgeReview.models(EdgeAnswer(status: 200, body: Array(body.utf8))).status
        }
        #expect(found(#"{"data":[{"id":"extractive"}]}"#) == .warn)
        #expect(found(#"{"data":[{"id":"gpt-4"}]}"#) == .ok)
        #expect(EdgeReview.models(EdgeAnswer(status: 504, body: [])).status == .warn)
    }

    @Test(arguments: [(200, Diagnosis.Status.ok), (404, .ok), (401, .warn), (403, .warn), (502, .warn)])
    func theGatewaysAnswerIsJudged(status: Int, found: Diagnosis.Status) {
        #expect(EdgeReview.gateway(EdgeAnswer(status: status, body: []), url: "http://g").status == found)
    }

    @Test func aMachineNeedsFilesAndRoom() {
        #expect(MachineReview.files(limit: 20_500, connections: 20_000).status == .ok)
        #expect(MachineReview.files(limit: 20_499, connections: 20_000).status == .warn)
        #expect(MachineReview.files(limit: 499, connections: 20_000).status == .fail)
        #expect(MachineReview.disk(free: 1 << 30, folder: "d", isWritable: true).status == .ok)
        #expect(MachineReview.disk(free: (1 << 30) - 1, folder: "d", isWritable: true).status == .warn)
        #expect(MachineReview.disk(free: 1 << 20, folder: "d", isWritable: true).status == .fail)
        #expect(MachineReview.disk(free: 1 << 40, folder: "d", isWritable: false).status == .fail)
        #expect(MachineReview.disk(free: nil, folder: "d", isWritable: true).status == .warn)
    }

    @Test func aFindingIsOneLineForPeopleAndOneForMachines() {
        let found = Diagnosis.fail("redis", "it \u{1B}is\naway", "start it")
        #expect(found.line == "fail  redis           it \\u{1B}is\\u{A}away; start it")
        #expect(
            found.jsonLine == #"{"advice":"start it","check":"redis","finding":"it \u001bis\naway","status":"fail"}"#
        )
        #expect(Diagnosis.ok("files", "many").jsonLine == #"{"check":"files","finding":"many","status":"ok"}"#)
    }
}
