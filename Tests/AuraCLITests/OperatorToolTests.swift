import ArgumentParser
import Bus
import Foundation
import Messages
import RedisBus
import TestSupport
import Testing

@testable import AuraCLI

/// The command itself, as a process, beside a Redis of its own.
@Suite(.timeLimit(.minutes(2))) struct OperatorToolTests {
    private func run(_ line: String, redis url: String) async throws -> (output: String, exitCode: Int32) {
        let command = try RunningCommand(
            executable: Self.builtProducts.appendingPathComponent("aura-cli"),
            arguments: line.split(separator: " ").map(String.init),
            environment: ["PATH": "/usr/bin:/bin", "REDIS_URL": url]
        )
        let output = await command.output(until: nil)
        return (output, await command.exitCode())
    }

    private static var builtProducts: URL {
        get throws {
            let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: runner).deletingLastPathComponent()
        }
    }

    private func options(_ server: RedisServer) throws -> RedisOptions {
        try RedisOptions.parse(["--redis", server.url])
    }

    @Test func deadEventsAreListedShownAndPutBackOnce() async throws {
        try await withRedisServer { server in
            let empty = try await self.run("events dead list", redis: server.url)
            #expect(empty == ("There are no dead letters.\n", 0))
            #expect(try await self.run("events dead retry --all", redis: server.url) == empty)

            let event = #"{"eventType":"MAIL_SENT","data":{"mailId":1}}"#
            let origin = try await self.options(server).withClient { client in
                let stream = RedisEventStream(client: client)
                _ = try await stream.admit([EventMessage(payload: Array(event.utf8), identity: [1])])
                let consumer = ReplicaID(instance: "indexer", boot: "1")
                let held = try await stream.receive(as: consumer, limit: 1, wait: .seconds(5))
                for delivery in held { try await stream.bury(delivery, reason: "no \u{1B}tenant") }
                return held.first?.entry
            }
            let list = try await self.run("events dead list --json", redis: server.url)
            let record = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String: Any]
            let id = try #require(record?["id"] as? String)
            let table = try await self.run("events dead list", redis: server.url)
            #expect(table.output.contains(id) && table.output.contains("MAIL_SENT  no \\u{1B}tenant\n"))
            let show = try await self.run("events dead show \(id)", redis: server.url)
            #expect(show.exitCode == 0)
            #expect(show.output.contains("\n    \"data\": {\n      \"mailId\": 1\n"))
            #expect(show.output.contains("\nentry: \(try #require(origin))\n"))

            #expect(try await self.run("events dead retry \(id)", redis: server.url) == ("Put 1 back.\n", 0))
            let again = try await self.run("events dead retry \(id)", redis: server.url)
            #expect(again.exitCode == 1)
            #expect(again.output.contains("there is no dead letter \(id)"))
            let unknown = try await self.run("events dead show \(id)", redis: server.url)
            #expect(unknown == ("aura: there is no dead letter \(id)\n", 1))
            #expect(try await self.run("dead list llm", redis: server.url) == empty)
            #expect(try await self.run("tasks dead list", redis: server.url) == empty)
        }
    }

    @Test func aRedisThatIsAwayOrRefusesIsSaidSo() async throws {
        let port = try FreePort.find()
        let away = try await self.run("events dead list", redis: "redis://:geheim@127.0.0.1:\(port)")
        #expect(away.exitCode == 69)
        #expect(away.output.hasPrefix("aura: there is no Redis to work with at redis://127.0.0.1:\(port)/0"))
        #expect(!away.output.contains("geheim"))
        try await withRedisServer(.init(password: "right")) { server in
            let refused = try await self.run("events dead list", redis: "redis://:wrong@127.0.0.1:\(server.port)")
            #expect(refused.exitCode == 69)
            #expect(refused.output.contains("Redis refuses user or password"))
            #expect(try await self.run("events dead list", redis: server.url).exitCode == 0)
        }
    }

    @Test func aLivingIndexerSaysWhatItHoldsAndRebuilds() async throws {
        try await withRedisServer { server in
            let absent = try await self.run("index stats --within 1", redis: server.url)
            #expect(absent == ("aura: no indexer answered within 1 s; is aura-indexer running?\n", 69))

            let event = #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":1,"subject":"연차 신청"}}"#
            try await self.options(server).withClient { client in
                let message = EventMessage(payload: Array(event.utf8), identity: [1])
                _ = try await RedisEventStream(client: client).admit([message])
            }
            let indexer = try ServerProcess(
                executable: Self.builtProducts.appendingPathComponent("aura-indexer"),
                environment: [
                    "REDIS_URL": server.url, "AURA_DATA_DIR": server.folder.appendingPathComponent("data").path,
                    "AURA_ADMIN_PORT": "0", "AURA_ADMIN_HOST": "127.0.0.1",
                ],
                log: server.folder.appendingPathComponent("indexer.log")
            )
            do {
                try await eventually(within: .seconds(60), "an indexed document") {
                    let answer = try await self.run("index stats --within 30 --json", redis: server.url)
                    let statistics = try IndexStatistics.decoded(from: Array(answer.output.utf8))
                    #expect(answer.exitCode == 0)
                    return statistics.documents == 1 && statistics.store == "sqlite"
                }
                let rebuild = try await self.run("index rebuild", redis: server.url)
                #expect(rebuild == ("Rebuilding 1 document; index stats shows how many are left.\n", 0))
                try await eventually("a rebuilt index") {
                    let stats = try await self.run("index stats", redis: server.url)
                    return stats.output.contains("outdated vectors  0\n")
                }
                let leftovers = try await self.options(server).withClient { client in
                    (try await client.send(RedisCommand("KEYS", "aura:edge:*")).array ?? []).map(\.string)
                }
                #expect(leftovers == [])
            } catch {
                await indexer.end(by: SIGKILL)
                throw error
            }
            await indexer.end(by: SIGTERM)
        }
    }
}
