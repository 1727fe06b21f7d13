import Configuration
import Foundation
import ServiceKit
import Testing

@Suite("Settings")
struct SettingsTests {
    private enum Store: String, CaseIterable {
        case sqlite
        case chroma
    }

    private func problem(_ body: () throws(SettingsError) -> Void) -> SettingsError? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("take names literally, and fall back where nothing is set")
    func values() throws {
        let settings = Settings(environment: [
            "AURA_HTTP_HOST": " 127.0.0.1\n", "AURA_LLM_CONCURRENCY": "64", "AURA_RUN_TTL": "0.5",
            "AURA_HTTP_PORT": "8000, 9000",
            "AURA_REQUIRE_AUTH": "No", "CORS_ALLOWED_ORIGINS": "http://a , ,http://b", "AURA_VECTOR_STORE": "Chroma",
            "AURA_EMPTY": "", "AURA_BLANK": "  ",
        ])
        #expect(settings.string("AURA_HTTP_HOST") == "127.0.0.1")
        #expect(try settings.int("AURA_LLM_CONCURRENCY", default: 256, in: 1...65_536) == 64)
        #expect(try settings.seconds("AURA_RUN_TTL", default: .seconds(3600)) == .milliseconds(500))
        #expect(try settings.ints("AURA_HTTP_PORT", default: [1]) == [8000, 9000])
        #expect(try settings.bool("AURA_REQUIRE_AUTH", default: true) == false)
        #expect(settings.list("CORS_ALLOWED_ORIGINS", default: []) == ["http://a", "http://b"])
        #expect(try settings.choice("AURA_VECTOR_STORE", default: Store.sqlite) == .chroma)

        #expect(settings.string("AURA_EMPTY") == nil)
        #expect(settings.string("AURA_BLANK", default: "x") == "x")
        #expect(try settings.int("AURA_EMPTY", default: 7, in: 1...9) == 7)
        #expect(try settings.seconds("AURA_ABSENT", default: .seconds(5)) == .seconds(5))
        #expect(try settings.ints("AURA_ABSENT", default: [8000]) == [8000])
        #expect(try settings.bool("AURA_ABSENT", default: true))
        #expect(settings.list("AURA_ABSENT", default: ["a"]) == ["a"])
        #expect(settings.secret("AURA_ABSENT") == nil)
    }

    @Test(
        "name the variable that cannot be used",
        arguments: ["abc", "0", "65537", "1.5", "99999999999999999999", "0x10", "-1"]
    )
    func badNumbers(text: String) {
        let settings = Settings(environment: ["AURA_X": text])
        let whole = self.problem { () throws(SettingsError) in
            _ = try settings.int("AURA_X", default: 1, in: 1...65_536)
        }
        #expect(whole?.description == #"AURA_X must be a whole number from 1 to 65536, is "\#(text)""#)
        let list = self.problem { () throws(SettingsError) in
            _ = try settings.ints("AURA_X", default: [1], in: 1...65_536)
        }
        #expect(list?.name == "AURA_X")
    }

    @Test("refuse what is no time in seconds", arguments: ["abc", "-1", "nan", "inf", "1e300", "31536001", "5s"])
    func badSeconds(text: String) {
        let settings = Settings(environment: ["AURA_X": text])
        let error = self.problem { () throws(SettingsError) in _ = try settings.seconds("AURA_X", default: .zero) }
        #expect(error?.name == "AURA_X")
    }

    @Test("refuse other unusable values")
    func otherErrors() {
        let settings = Settings(environment: ["AURA_X": "maybe", "AURA_L": ","])
        let flag = self.problem { () throws(SettingsError) in _ = try settings.bool("AURA_X", default: true) }
        #expect(flag?.description == #"AURA_X must be true or false, is "maybe""#)
        let choice = self.problem { () throws(SettingsError) in _ = try settings.choice("AURA_X", default: Store.sqlite)
        }
        #expect(choice?.description == #"AURA_X must be one of sqlite, chroma, is "maybe""#)
        let list = self.problem { () throws(SettingsError) in _ = try settings.ints("AURA_L", default: [1]) }
        #expect(list?.name == "AURA_L")
    }

    @Test("come from the environment first, then from the file")
    func file() async throws {
        let json = """
            {"A_TEXT": "file", "A_NUMBER": 8001, "A_FLAG": false, "A_LIST": ["x", 2], "A_NULL": null, "A_SHARED": "file",
             "A_FRACTION": 1.5, "A_JSON": [{"name": "p1"}], "A_EMPTY_IN_ENVIRONMENT": "file"}
            """
        try await withTemporaryFile(json) { path in
            let settings = try Settings.load(environment: [
                "AURA_CONFIG_FILE": path, "A_SHARED": "environment", "A_EMPTY_IN_ENVIRONMENT": "",
            ])
            #expect(settings.string("A_TEXT") == "file")
            #expect(try settings.int("A_NUMBER", default: 0) == 8001)
            #expect(try settings.bool("A_FLAG", default: true) == false)
            #expect(settings.list("A_LIST", default: []) == ["x", "2"])
            #expect(settings.string("A_NULL") == nil)
            #expect(settings.string("A_SHARED") == "environment")
            #expect(try settings.seconds("A_FRACTION", default: .zero) == .milliseconds(1500))
            #expect(settings.string("A_JSON") == #"[{"name":"p1"}]"#)
            #expect(settings.string("A_EMPTY_IN_ENVIRONMENT") == "file")
        }
    }

    @Test("are refused where the file is none", arguments: ["", "[]", "{", "not json"])
    func badFile(content: String) async throws {
        try await withTemporaryFile(content) { path in
            let error = self.problem { () throws(SettingsError) in
                _ = try Settings.load(environment: ["AURA_CONFIG_FILE": path])
            }
            #expect(error?.name == "AURA_CONFIG_FILE")
        }
        let missing = self.problem { () throws(SettingsError) in
            _ = try Settings.load(environment: ["AURA_CONFIG_FILE": "/nonexistent/aura.json"])
        }
        #expect(missing?.description.contains("cannot be read") == true)
    }

    @Test("reach libraries by the reader's keys")
    func reader() {
        let settings = Settings(environment: ["REDIS_URL": "redis://a"], file: ["REDIS_COMMAND_TIMEOUT_MS": "15"])
        let redis = settings.reader.scoped(to: "redis")
        #expect(redis.string(forKey: "url") == "redis://a")
        #expect(redis.int(forKey: "commandTimeoutMs") == 15)
        #expect(settings.reader.string(forKey: "REDIS_URL") == "redis://a")
    }

    @Test("never show a secret")
    func secrets() throws {
        let secret = try #require(Settings(environment: ["JWT_SECRET": "hunter2"]).secret("JWT_SECRET"))
        #expect(secret.revealed == "hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(!text.contains("hunter2"))
        }
    }
}
