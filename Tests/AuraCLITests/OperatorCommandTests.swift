import ArgumentParser
import Bus
import Messages
import RedisBus
import Testing

@testable import AuraCLI

@Suite struct OperatorCommandTests {
    private func parse<Command: ParsableCommand>(_ line: String, as type: Command.Type) throws -> Command {
        try #require(try Aura.parseAsRoot(line.split(separator: " ").map(String.init)) as? Command)
    }

    @Test func eventsTasksAndServicesHaveTheirDeadLetters() throws {
        let events = try self.parse("events dead list --limit 3 --json", as: DeadList<EventStreamArguments>.self)
        #expect(events.source.stream == .events && events.limit == 3 && events.json)
        let tasks = try self.parse("tasks dead retry --all", as: DeadRetry<TaskStreamArguments>.self)
        #expect(tasks.source.stream == .commands(.tasks) && tasks.all)
        for service in WorkerService.allCases {
            let line = "dead show \(service.rawValue) 1-1 --redis redis://h"
            let show = try self.parse(line, as: DeadShow<ServiceStreamArguments>.self)
            #expect(show.source.stream == .commands(service) && show.id == "1-1")
            #expect(show.redis.url == "redis://h")
        }
        let retry = try self.parse("tasks dead retry 1-1 2-2", as: DeadRetry<TaskStreamArguments>.self)
        #expect(retry.ids == ["1-1", "2-2"] && !retry.all)
    }

    @Test func theIndexIsAskedForFiguresOrARebuild() throws {
        #expect(try self.parse("index stats", as: IndexStats.self).options.within == 10)
        #expect(try self.parse("index rebuild --within 3 --json", as: IndexRebuild.self).options.json)
    }

    @Test(arguments: [
        "events dead list --limit 0", "events dead show", "events dead retry", "events dead retry --all 1-1",
        "dead list", "dead list nobody", "dead retry llm 1-1", "tasks dead list llm", "index stats --within 0",
    ])
    func whatMakesNoSenseIsRefused(line: String) {
        #expect(throws: (any Error).self) { try Aura.parseAsRoot(line.split(separator: " ").map(String.init)) }
    }

    @Test(
        arguments: [
            (nil, [:], "redis://localhost:6379/0"), (nil, ["REDIS_URL": ""], "redis://localhost:6379/0"),
            (nil, ["REDIS_URL": "redis://a:1/2"], "redis://a:1/2"),
            ("rediss://u:p@b", ["REDIS_URL": "redis://a:1"], "rediss://b:6379/0"),
        ] as [(String?, [String: String], String)]
    )
    func theOptionWinsOverTheEnvironment(url: String?, environment: [String: String], shown: String) throws {
        let options = try RedisOptions.parse(url.map { ["--redis", $0] } ?? [])
        #expect(try options.configuration(environment: environment).description == shown)
    }

    @Test func anUnusableURLIsAUsageErrorThatDoesNotShowIt() throws {
        let options = try RedisOptions.parse(["--redis", "http://user:geheim@host"])
        let error = #expect(throws: OperatorError.self) { try options.configuration(environment: [:]) }
        #expect(error?.exitCode == .validationFailure)
        #expect(error?.description.contains("geheim") == false)
    }

    @Test(
        arguments: [
            (BusError.Code.unavailable, 69), (.connectionLost, 69), (.sessionChanged, 69), (.full, 1),
            (.malformedReply, 1),
        ] as [(BusError.Code, Int32)]
    )
    func anAbsentBusHasAnExitCodeOfItsOwn(code: BusError.Code, exitCode: Int32) {
        #expect(OperatorError(BusError(code, "why")).exitCode.rawValue == exitCode)
    }

    @Test func statisticsAreAColumnForPeopleAndALineForMachines() throws {
        var statistics = IndexStatistics(
            documents: 1200,
            tenants: 3,
            tombstones: 4,
            outdatedVectors: 0,
            model: "hashing/384",
            store: "sqlite",
            bytesOnDisk: 5_767_168
        )
        #expect(
            statistics.lines == [
                "documents         1200", "tenants           3", "removed           4", "outdated vectors  0",
                "model             hashing/384", "store             sqlite", "on disk           5.5 MiB",
            ]
        )
        for (bytes, shown) in [(1023, "1023 B"), (1024, "1.0 KiB"), (1_073_741_824, "1.0 GiB")] {
            statistics.bytesOnDisk = bytes
            #expect(statistics.lines.last == "on disk           \(shown)")
        }
        statistics.bytesOnDisk = nil
        #expect(statistics.lines.last == "on disk           not on this disk")
        #expect(try IndexStatistics.decoded(from: Array(try statistics.jsonLine().utf8)) == statistics)
        statistics.outdatedVectors = 1
        #expect(IndexRebuild.line(statistics) == "Rebuilding 1 document; index stats shows how many are left.")
    }
}
