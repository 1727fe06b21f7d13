import Foundation
import Messages
import TestSupport
import Testing

extension SystemTests {
    /// That the chaos suite sees what it looks for.
    @Suite struct ChaosParts {
        private static func entry(_ epoch: UInt64, _ sequence: UInt64, _ type: RunEventType, _ payload: String = "{}")
            -> LogEntry
        {
            LogEntry(id: EventID(epoch, sequence), event: RunEvent(type, Array(payload.utf8)))
        }

        private static func started(_ epoch: UInt64, _ sequence: UInt64, after: String, keep: Bool = false) -> LogEntry
        {
            Self.entry(epoch, sequence, .started, #"{"worker":"w\#(epoch).b","after":"\#(after)","keep":\#(keep)}"#)
        }

        @Test
        func aWholeLogIsWithoutProblems() {
            let audit = RunAudit([
                Self.started(1, 1, after: "0-0"), Self.entry(1, 2, .text, "a"), Self.started(2, 3, after: "1-2"),
                Self.entry(2, 4, .text, "b"), Self.started(3, 5, after: "2-4", keep: true),
                Self.entry(3, 6, .text, "c"), Self.entry(3, 7, .completed),
            ])
            #expect(audit.problems.isEmpty)
            #expect(audit.text == "bc")
            #expect(audit.owners.map(\.description) == ["w1.b", "w2.b", "w3.b"])
            #expect(audit.failure == nil)
        }

        @Test(arguments: [
            [started(1, 1, after: "0-0"), entry(1, 2, .text)],
            [started(1, 1, after: "0-0"), entry(1, 3, .completed)],
            [started(1, 1, after: "0-0"), entry(2, 2, .completed)],
            [started(1, 1, after: "0-0"), started(2, 2, after: "1-9"), entry(2, 3, .completed)],
            [started(1, 1, after: "0-0"), entry(1, 2, .completed), entry(1, 3, .text)],
            [started(1, 1, after: "0-0"), entry(1, 2, .completed), started(2, 3, after: "1-2")],
        ])
        func aLogThatIsNotWholeHasAProblem(entries: [LogEntry]) {
            #expect(!RunAudit(entries).problems.isEmpty)
        }

        @Test
        func aTaggedAnswerShowsEveryWrongWord() {
            let words = (0..<TaggedAnswer.words).map { TaggedAnswer.word($0, of: 7, by: 3) }
            #expect(TaggedAnswer.problem(in: words.joined(), of: 7) == nil)
            #expect(TaggedAnswer.problem(in: words.joined(), of: 8) != nil)
            #expect(TaggedAnswer.problem(in: words.dropLast().joined(), of: 7) != nil)
            #expect(TaggedAnswer.problem(in: words.dropFirst().joined(), of: 7) != nil)
            #expect(TaggedAnswer.problem(in: (words + [words[0]]).joined(), of: 7) != nil)
            var mixed = words
            mixed[9] = TaggedAnswer.word(9, of: 7, by: 4)
            #expect(TaggedAnswer.problem(in: mixed.joined(), of: 7) != nil)
        }

        @Test(arguments: [
            ["1-2", "1-2"], ["1-3", "1-2"], ["2-4", "1-5"],
        ])
        func aRepeatedEventIsAProblem(places: [String]) {
            let run = RunID.random()
            var report = ChatReport(number: 1)
            report.join(run.description)
            for place in places { _ = report.take(.init(id: "\(run):\(place)", name: nil, data: "x")) }
            #expect(report.problems.count == 1)
        }

        @Test(.timeLimit(.minutes(1)))
        func aProxyIsSlowSilentAndBrokenAsItIsTold() async throws {
            try await withScriptedServer({ _, connection in try await connection.respond(body: "here") }) { server in
                try await withTCPProxies(to: [server.port]) { proxies in
                    let proxy = proxies[0]
                    let client = HTTPClient(port: proxy.port, patience: .seconds(1))
                    #expect(try await client.get("/").text == "here")

                    proxy.delay(by: .milliseconds(50))
                    let began = ContinuousClock.now
                    #expect(try await client.get("/").text == "here")
                    #expect(ContinuousClock.now - began >= .milliseconds(100))
                    proxy.delay(by: .zero)

                    proxy.stall()
                    await #expect(throws: (any Error).self) { try await client.get("/") }
                    proxy.flow()
                    #expect(try await client.get("/").text == "here")

                    try await proxy.refuse()
                    #expect(try await client.get("/").text == "here")  // on the connection that is open
                    #expect(proxy.connections > 0)
                    proxy.cut()
                    try await eventually("the cut") { proxy.connections == 0 }
                    await #expect(throws: (any Error).self) { try await client.get("/") }
                    try await proxy.accept()
                    #expect(try await client.get("/").text == "here")
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func aFullDiskTakesNotOneByteMore() async throws {
            try await withSmallDisk(megabytes: 1) { disk in
                try disk.fill()
                #expect(throws: (any Error).self) {
                    try Data([1]).write(to: disk.folder.appendingPathComponent("file"))
                }
                try disk.free()
                try Data([1]).write(to: disk.folder.appendingPathComponent("file"))
                #expect(disk.size(of: "file") == 1)
            }
        }
    }
}
