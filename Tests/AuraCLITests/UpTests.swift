import Foundation
import Glibc
import Testing

@testable import AuraCLI

/// The command itself, as a process, with stand-ins for the services and a Redis that it starts.
@Suite struct UpTests {
    @Test(.timeLimit(.minutes(2)))
    func atSIGTERMEverythingThatItStartedEndsAndItExitsWithZero() async throws {
        let stage = try UpStage()
        defer { stage.remove() }
        let up = try stage.start()
        let welcome = await up.output(until: "or ask here")
        #expect(welcome.contains("Aura is ready at http://127.0.0.1:\(stage.httpPort)"))
        let running = try #require(try RunningStack.read(from: stage.state))
        #expect(running.processes.filter(\.isAlive).count == 5)

        up.signal(SIGTERM)
        #expect(await up.exitCode() == 0)
        #expect(running.processes.filter(\.isAlive).isEmpty)
        #expect(try RunningStack.read(from: stage.state) == nil)
        for service in ServiceName.allCases {
            let log = try String(contentsOf: stage.state.log(of: service.rawValue), encoding: .utf8)
            #expect(log.contains("drained"), "\(service) was not asked to end")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func theDeathOfOneIsToldWithItsLogAndStopsTheRest() async throws {
        let stage = try UpStage()
        defer { stage.remove() }
        let up = try stage.start(environment: ["STAND_IN_DIES": "aura-indexer"])
        let output = await up.output(until: nil)
        #expect(await up.exitCode() == 1)
        #expect(output.contains("aura-indexer ended (exit code 3)"))
        #expect(output.contains("the disk is gone"))
        #expect(try RunningStack.read(from: stage.state) == nil)
    }

    @Test(.timeLimit(.minutes(2)))
    func whoIsNotReadyInTimeIsNamedWithWhatItSaid() async throws {
        let stage = try UpStage()
        defer { stage.remove() }
        let up = try stage.start(environment: ["STAND_IN_UNREADY": "aura-llm"], arguments: ["--ready-within", "10"])
        let output = await up.output(until: nil)
        #expect(await up.exitCode() == 1)
        #expect(output.contains("aura-llm: http://127.0.0.1:\(stage.adminPort + 1)/health/ready says 503 no group"))
        #expect(!output.contains("aura-indexer: "))
    }
}
