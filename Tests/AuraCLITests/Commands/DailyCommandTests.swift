import ArgumentParser
import Foundation
import Indexer
import Messages
import Testing

@testable import AuraCLI

@Suite struct DailyCommandTests {
    private func parse<Command: ParsableCommand>(_ arguments: [String], as type: Command.Type) throws -> Command {
        try #require(try Aura.parseAsRoot(arguments) as? Command)
    }

    @Test func aQuestionBecomesTheRoutesBody() throws {
        let chat = try self.parse(["chat", "What", "is new?", "--no-rag", "--model", "m"], as: Chat.self)
        #expect(chat.text == ["What", "is new?"])
        let request = chat.request("Q", in: "c-1")
        #expect(request.path == ["chat", "stream"] && request.method == "POST")
        #expect(request.body == ["message": "Q", "conversationId": "c-1", "model": "m", "rag": false])
        let agent = try self.parse(["chat", "--agent"], as: Chat.self).request("Q", in: "c-1")
        #expect(agent.path == ["test", "stream"])
        #expect(agent.body == ["prompt": "Q", "thread_id": "c-1"])
        #expect(try self.parse(["chat"], as: Chat.self).request("Q", in: nil).body == ["message": "Q"])
    }

    @Test func aSearchBecomesTheRoutesBody() throws {
        let line = ["search", "예산", "검토", "--limit", "3", "--type", "mail", "--since", "2026-01-31"]
        let search = try self.parse(line, as: Search.self)
        #expect(search.request.body == ["query": "예산 검토", "limit": 3, "type": "mail", "since": "2026-01-31"])
    }

    @Test func usageAsksForDaysAndAPerson() throws {
        let usage = try self.parse(["usage", "--from", "2026-01-01", "--user", "7"], as: Usage.self)
        #expect(usage.query.map { "\($0.name)=\($0.value)" } == ["from=2026-01-01", "user=7"])
        #expect(try self.parse(["usage"], as: Usage.self).query.isEmpty)
    }

    @Test(arguments: [
        "chat --retries -1", "chat --agent --rag", "chat --agent --no-rag", "chat --conversation a/b", "search",
        "search a --limit 0", "search a --limit 1000", "runs show", "runs stop", "runs stream", "tasks show",
        "tasks list --limit 0", "tasks list --page -1", "usage --from yesterday", "usage --to 2026-02-30",
        "conversations show", "conversations list --limit 101", "doctor --admin-port 0", "completions",
        "completions ksh",
        "events publish --tenant 1", "events publish --kind mail",
        "events publish f --kind mail --tenant 1 --id 1 --title t",
        "events publish --kind note --tenant 1 --id 1 --title t", "events publish --kind mail --tenant 1 --id 1",
    ])
    func whatMakesNoSenseIsRefused(line: String) {
        #expect(throws: (any Error).self) { try Aura.parseAsRoot(line.split(separator: " ").map(String.init)) }
    }

    @Test(
        arguments: [
            (
                ["--kind", "mail", "--id", "981", "--title", "Budget"],
                .writes(document: "mail_981", tenant: TenantID("7")!)
            ),
            (
                ["--kind", "approval", "--id", "5", "--title", "휴가", "--body", "b", "--user", "42"],
                .writes(document: "approval_5", tenant: TenantID("7")!)
            ),
            (["--kind", "mail", "--id", "981", "--deleted"], .removes(document: "mail_981", tenant: TenantID("7")!)),
            (
                ["--kind", "approval", "--id", "5", "--deleted"],
                .removes(document: "approval_5", tenant: TenantID("7")!)
            ),
        ] as [([String], EventReview)]
    )
    func whatIsMadeFromOptionsIsWhatAnIndexerTakes(options: [String], review: EventReview) throws {
        let publish = try self.parse(["events", "publish", "--tenant", "7"] + options, as: EventsPublish.self)
        let event = publish.made(try #require(publish.kind))
        #expect(EventReview(of: Array(event.text.utf8)) == review)
        #expect(event["userId"]?.string == publish.user)
        #expect(event["timestamp"]?.string?.hasSuffix("Z") == true)
    }

    @Test(
        arguments: [
            ([2, 1], false, 1), ([1, 0], false, 0), ([2, 1], true, 1), ([1, 0], true, nil),
        ] as [([Int], Bool, Int?)]
    )
    func nobodyOnANodeOfAClusterIsNotNobody(replies: [Int], isCluster: Bool, listeners: Int?) {
        #expect(EventsPublish.listeners(replies, isCluster: isCluster) == listeners)
    }

    @Test func whatIsNotKnownIsNotSaid() throws {
        let people = try self.parse(["events", "publish"], as: EventsPublish.self)
        #expect(people.report(published: 2, listeners: 3) == "Published 2 to 3 listening.")
        #expect(people.report(published: 2, listeners: nil) == "Published 2.")
        let programs = try self.parse(["events", "publish", "--json"], as: EventsPublish.self)
        #expect(programs.report(published: 2, listeners: 3) == #"{"listeners":3,"published":2}"#)
        #expect(programs.report(published: 2, listeners: nil) == #"{"listeners":null,"published":2}"#)
    }

    @Test func aFileIsReadUpToItsLimit() throws {
        try withStateFolder { state in
            let file = state.root.appendingPathComponent("events")
            try Data("12345".utf8).write(to: file)
            #expect(try TerminalInput.file(file.path, upTo: 5) == "12345")
            let error = #expect(throws: OperatorError.self) { try TerminalInput.file(file.path, upTo: 4) }
            #expect(error?.description.hasSuffix("is larger than 4 bytes") == true)
            #expect(throws: OperatorError.self) { try TerminalInput.file("/dev/zero", upTo: 4) }
            try Data([0xFF]).write(to: file)
            for path in [file.path, state.root.path, state.root.path + "/none"] {
                #expect(throws: OperatorError.self) { try TerminalInput.file(path, upTo: 5) }
            }
        }
    }

    @Test func oneEventMayStandOnSeveralLinesAndManyOneALine() throws {
        let one = "{\n\"eventType\":\"MAIL_SENT\",\n\"tenantId\":1,\"mailId\":2,\"subject\":\"s\"\n}\n"
        #expect(try EventBatchText.events(in: one) == EventBatchText(events: [Array(one.utf8)]))
        let good = #"{"eventType":"MAIL_SENT","tenantId":1,"mailId":2,"subject":"s"}"#
        let lines =
            "\(good)\n\n \n{\"eventType\":\"MAIL_SENT\",\"mailId\":2}\r\n{\"eventType\":\"X\\u001b\",\"tenantId\":1}\n{"
        let batch = try EventBatchText.events(in: lines)
        #expect(batch.events.count == 4)
        #expect(batch.problems == ["event 2 cannot be indexed: no tenant", "event 4 cannot be indexed: not JSON"])
        #expect(batch.notices == ["indexers pass event 3 over: nobody knows the type X\\u{1B}"])
        #expect(throws: OperatorError.self) { try EventBatchText.events(in: " \n ") }
    }

    @Test func everyCommandIsReachedThroughTheScriptAndDescribed() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let script = try String(contentsOf: root.appendingPathComponent("aura"), encoding: .utf8)
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        let label = try #require(script.split(separator: "\n").first { $0.contains(#") cli "$verb" "$@""#) })
        let passed = Set(
            label.prefix { $0 != ")" }.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        )
        for command in Aura.configuration.subcommands where command != Up.self {
            #expect(passed.contains(command._commandName), "./aura does not pass \(command._commandName)")
        }
        for command in Aura.configuration.subcommands {
            #expect(script.contains("\n  \(command._commandName)"), "./aura does not describe \(command._commandName)")
            #expect(readme.contains("`./aura \(command._commandName)"), "README.md lacks \(command._commandName)")
        }
    }
}
