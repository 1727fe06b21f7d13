import Bus
import FoundationEssentials
import Messages
import TestSupport
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct CompletionHandlerTests {
    private static let request = #"{"messages":[{"role":"user","content":"hello"}],"seed":7}"#

    private func command(
        _ place: Workplace,
        model: String? = nil,
        grounding: Grounding? = nil,
        request: String = Self.request
    ) async throws -> Command {
        var command = try await place.newCommand()
        command.kind = CompleteChat.kind
        command.body = try CompleteChat(
            request: request,
            model: model,
            grounding: grounding,
            created: 17,
            includeUsage: true
        ).encoded()
        return command
    }

    @Test func theHeadComesFirstAndThenWhatTheProviderSays() async throws {
        let provider = ScriptedProvider { _, request, emit in
            #expect(request.original == Self.request)
            #expect(request.messages == [ChatMessage(role: .user, content: "hello")])
            #expect(request.model == "m-1")
            try await emit(.reasoning(Array("hm".utf8)))
            try await emit(.text(Array("안녕".utf8)))
            try await emit(.toolCalls([ToolCallDelta(index: 0, id: "a", name: "f", arguments: "{}")]))
            return Completed(finishReason: "tool_calls", model: "m-1-0613")
        }
        let place = Workplace(provider)
        try await place.running {
            let command = try await self.command(place, model: "m-1")
            #expect(await place.completions.handle(command, attempt: 1) == .done)
            let events = try await place.entries(of: command.run).map(\.event)
            #expect(events.map(\.type) == [.started, .completion, .reasoning, .text, .toolCalls, .completed])
            let head = CompletionHead(model: "m-1", created: 17, includeUsage: true)
            #expect(try CompletionHead.decoded(from: events[1].payload) == head)
            #expect(events[2].string == "hm")
            #expect(events[3].string == "안녕")
            #expect(events[4].string.contains(#""id":"a""#))
            #expect(
                try Completed.decoded(from: events[5].payload)
                    == Completed(finishReason: "tool_calls", model: "m-1-0613")
            )
        }
    }

    @Test func withoutANamedModelTheHeadHasTheDefaultOne() async throws {
        let place = Workplace(ScriptedProvider(texts: "a"))
        try await place.running {
            let command = try await self.command(place)
            #expect(await place.completions.handle(command, attempt: 1) == .done)
            let head = try await place.entries(of: command.run)[1].event.payload
            #expect(try CompletionHead.decoded(from: head).model == "m-default")
        }
    }

    @Test func aModelIsAskedWhatTheClientWroteAndNothingElse() async throws {
        let provider = ScriptedProvider { _, request, _ in
            #expect(request.grounding == nil)
            return Completed()
        }
        let place = Workplace(provider)
        try await place.running {
            let command = try await self.command(place, grounding: Grounding(passages: []))
            #expect(await place.completions.handle(command, attempt: 1) == .done)
        }
    }

    @Test func withoutAModelTheAnswerIsMadeOfDocuments() async throws {
        let place = Workplace(ExtractiveProvider())
        let passage = Grounding.Passage(id: "mail_7", type: "mail", title: "t", text: "hello world", score: 1)
        try await place.running {
            let command = try await self.command(place, grounding: Grounding(passages: [passage]))
            #expect(await place.completions.handle(command, attempt: 1) == .done)
            #expect(try await place.text(of: command.run).contains("“hello world” [1]"))
        }
    }

    @Test func anEndlessAnswerOfCallsOrThoughtsIsCut() async throws {
        for delta in [ModelDelta.toolCalls([ToolCallDelta(index: 0, arguments: "a")]), .reasoning([0x61])] {
            let provider = ScriptedProvider { _, _, emit in
                while true { try await emit(delta) }
            }
            let place = Workplace(provider, limit: OutputLimit(events: 50))
            try await place.running {
                let command = try await self.command(place)
                #expect(await place.completions.handle(command, attempt: 1) == .done)
                #expect(try #require(try await place.ending(of: command.run)) == (.failed, .outputTooLong))
            }
        }
    }

    @Test(arguments: ["{}", "x", #"{"messages":1}"#])
    func whatIsNoConversationIsBuried(request: String) async throws {
        let place = Workplace(ScriptedProvider(texts: "a"))
        try await place.running {
            let command = try await self.command(place, request: request)
            let result = await place.completions.handle(command, attempt: 1)
            #expect(result == .bury(reason: "the body is not that of kind completion"))
            #expect(try #require(try await place.ending(of: command.run)) == (.failed, .internal))
        }
    }
}
