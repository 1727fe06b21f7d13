import Logging
import Messages
import TestSupport
import Testing

@testable import LLM

/// The client against the protocol's official implementation.
@Suite(.timeLimit(.minutes(2))) struct MCPCounterpartTests {
    @Test(arguments: ["sse", "json"])
    func toolsAreListedAndCalled(answers: String) async throws {
        try await withMCPCounterpart(answers: answers) { counterpart in
            try await withFetcher { http in
                let settings = try MCPServerSettings.test(#"{"name":"py","url":"\#(counterpart.url)"}"#)
                let server = MCPServer(
                    settings,
                    client: MCPClient(settings, http: http),
                    listing: MCPListingState(retryInterval: .zero),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                )
                try await eventually("the server's tools") { await !server.tools().isEmpty }
                let box = ToolBox(await server.tools())
                #expect(box.definitions.map(\.name) == ["py__add", "py__fail", "py__note", "py__show"])
                #expect(box.definitions.first?.description == "Adds two whole numbers.")
                #expect(box.tools.map(\.requiresApproval) == [false, true, true, true])
                #expect(box.tools.map(\.isRepeatable) == [true, false, false, true])

                #expect(try await self.call("py__add", #"{"a":40,"b":2}"#, in: box) == .success("42"))
                #expect(try await self.call("py__note", #"{"text":"한글 😀"}"#, in: box) == .success("kept: 한글 😀"))
                #expect(
                    try await self.call("py__show", "{}", in: box)
                        == .success("그림입니다\n[image image/png, about 6 bytes, not shown]")
                )
                let failed = try await self.call("py__fail", "{}", in: box)
                #expect(!failed.isSuccess && failed.content.contains("nothing to give"), "\(failed)")
                guard case .refused(let refused) = box.check("py__add", arguments: #"{"a":"x"}"#) else {
                    Issue.record("it was taken")
                    return
                }
                #expect(refused.content.contains("/a must be a whole number"), "\(refused)")
                #expect(refused.content.contains("/b is missing"), "\(refused)")
            }
        }
    }

    @Test func aServerThatStartsAnewForgetsTheSessionAndNobodyNotices() async throws {
        try await withFetcher { http in
            try await withMCPCounterpart(answers: "sse") { counterpart in
                let settings = try MCPServerSettings.test(#"{"name":"py","url":"\#(counterpart.url)"}"#)
                let client = MCPClient(settings, http: http)
                try await eventually("the server's tools") {
                    (try? await client.tools(by: .now + .seconds(3)))?.isEmpty == false
                }
                await counterpart.end()
                try counterpart.start()
                try await eventually("an answer after the restart") {
                    (try? await client.call("add", ["a": 1, "b": 2], traceparent: nil)).map(MCPResult.outcome)
                        == .success("3")
                }
            }
        }
    }

    private struct Refused: Error {}

    private func call(_ name: String, _ arguments: String, in box: ToolBox) async throws -> ToolOutcome {
        guard case .ready(let tool, let value) = box.check(name, arguments: arguments) else {
            throw Refused()
        }
        return await tool.call(value, for: try ToolCaller.test())
    }
}
