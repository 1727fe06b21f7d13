import Bus
import Messages
import Synchronization
import TestSupport
import Testing

@testable import LLM

/// Chats of a conversation, through their handler.
@Suite(.timeLimit(.minutes(1))) struct ConversationChatTests {
    private let id: ConversationID
    private let caller: Caller

    init() throws {
        self.id = try .fresh()
        self.caller = try .of("1", "42")
    }

    private func ask(_ place: Workplace, _ texts: String...) async throws -> Command {
        let messages = texts.map { ChatMessage(role: .user, content: $0) }
        return try await place.newCommand(messages, conversation: self.id)
    }

    /// Asks and waits for the answer.
    private func chat(_ place: Workplace, _ texts: String...) async throws {
        let messages = texts.map { ChatMessage(role: .user, content: $0) }
        let command = try await place.newCommand(messages, conversation: self.id)
        #expect(await place.handler.handle(command, attempt: 1) == .done)
    }

    private func turns(_ place: Workplace) async throws -> [[String]] {
        let conversation = try await place.conversations.conversation(self.id, of: self.caller)
        return (conversation?.turns ?? []).map { $0.messages.map(\.content) }
    }

    /// Answers each question by its count, and keeps what it was asked.
    private final class Echo: Sendable {
        let asked = Mutex<[[ChatMessage]]>([])

        var provider: ScriptedProvider {
            ScriptedProvider { call, request, emit in
                self.asked.withLock { $0.append(request.messages) }
                try await emit(.text(Array("answer \(call)".utf8)))
                return Completed()
            }
        }

        var contents: [[String]] { self.asked.withLock { $0.map { $0.map(\.content) } } }
    }

    @Test func whatWasSaidGoesBeforeTheNextQuestion() async throws {
        let echo = Echo()
        let place = Workplace(echo.provider)
        try await place.running {
            for question in ["one", "two", "three"] {
                try await self.chat(place, question)
            }
            #expect(
                echo.contents == [
                    ["one"], ["one", "answer 1", "two"], ["one", "answer 1", "two", "answer 2", "three"],
                ]
            )
            #expect(
                try await self.turns(place) == [["one", "answer 1"], ["two", "answer 2"], ["three", "answer 3"]]
            )
            // A chat that is not kept knows nothing of it and leaves nothing.
            let alone = try await place.newCommand()
            #expect(await place.handler.handle(alone, attempt: 1) == .done)
            #expect(echo.contents.last == ["hello"])
            #expect(try await self.turns(place).count == 3)
        }
    }

    @Test func whatIsKeptCountsAndNotWhatTheClientSendsAgain() async throws {
        let echo = Echo()
        let place = Workplace(echo.provider)
        try await place.running {
            // Nothing is kept yet: the conversation begins with all that came.
            try await self.chat(place, "before", "one")
            try await self.chat(place, "forged", "two")
            #expect(echo.contents == [["before", "one"], ["before", "one", "answer 1", "two"]])
            #expect(try await self.turns(place) == [["before", "one", "answer 1"], ["two", "answer 2"]])
        }
    }

    @Test func theTurnIsThereWhenTheEndIsHeard() async throws {
        let place = Workplace(Echo().provider)
        try await place.running {
            let command = try await self.ask(place, "one")
            async let result = place.handler.handle(command, attempt: 1)
            while try await place.ending(of: command.run) == nil { await Task.yield() }
            #expect(try await self.turns(place) == [["one", "answer 1"]])
            #expect(await result == .done)
        }
    }

    @Test func aStoppedAnswersTextIsKeptAndAFailedOneIsNot() async throws {
        let provider = ScriptedProvider { call, _, emit in
            try await emit(.text(Array("half".utf8)))
            if call == 1 { try await Task.sleep(for: .seconds(3600)) }
            throw ProviderFailure(kind: .broken, detail: "")
        }
        let place = Workplace(provider)
        try await place.running {
            let stopped = try await self.ask(place, "stopped")
            async let result = place.handler.handle(stopped, attempt: 1)
            try await place.wait(for: "half", in: stopped.run)
            _ = try await place.signals.send(.cancel(stopped.run), to: place.worker)
            #expect(await result == .done)
            try await self.chat(place, "failed")
            #expect(try await self.turns(place) == [["stopped", "half"]])
        }
    }

    // MARK: - Workers that died

    @Test func anEndThatNobodyKeptIsKeptWhenTheCommandComesBack() async throws {
        let place = Workplace(ScriptedProvider(texts: "never"))
        try await place.running {
            let command = try await self.ask(place, "one")
            let dead = ScriptedWorker(place.bus, instance: "llm-0")
            try await dead.begin(command.run)
            try await dead.say("lost", in: command.run)
            try await dead.begin(command.run)
            try await dead.say("who", "le", in: command.run)
            try await dead.complete(command.run)
            for attempt in 2...3 {
                #expect(await place.handler.handle(command, attempt: attempt) == .done)
                #expect(try await self.turns(place) == [["one", "whole"]])
            }
            #expect(await place.handler.giveUp(command, attempts: 3) == .bury(reason: "given up after 3 attempts"))
            #expect(try await self.turns(place) == [["one", "whole"]])
        }
    }

    @Test func whatALostWorkerKeptGivesWayAndIsNotPast() async throws {
        let echo = Echo()
        let place = Workplace(echo.provider)
        try await place.running {
            let command = try await self.ask(place, "one")
            let dead = ScriptedWorker(place.bus, instance: "llm-0")
            try await dead.begin(command.run)
            // It kept its turn and died before the end was written.
            let lost = ConversationTurn.sample("one", "lost", run: command.run)
            _ = try await place.conversations.put(lost, in: self.id, of: self.caller)
            #expect(await place.handler.handle(command, attempt: 2) == .done)
            #expect(echo.contents == [["one"]])
            #expect(try await self.turns(place) == [["one", "answer 1"]])
        }
    }

    @Test func aDeletedConversationIsNotBroughtBackByItsCommand() async throws {
        let place = Workplace(Echo().provider)
        try await place.running {
            let command = try await self.ask(place, "one")
            #expect(await place.handler.handle(command, attempt: 1) == .done)
            #expect(try await place.conversations.delete(self.id, of: self.caller))
            #expect(await place.handler.handle(command, attempt: 2) == .done)
            #expect(try await self.turns(place).isEmpty)
        }
    }

    // MARK: - Long conversations

    /// Keeps turns of about 60 tokens each.
    private func keepTurns(_ count: Int, _ place: Workplace) async throws {
        for number in 1...count {
            let turn = ConversationTurn.sample("question \(number)", String(repeating: "abcd", count: 50))
            _ = try await place.conversations.put(turn, in: self.id, of: self.caller)
        }
    }

    private func isSummary(_ messages: [ChatMessage]) -> Bool {
        messages.count == 2 && messages[1].content.contains("<conversation ")
    }

    @Test func whatIsTooLongIsSummarisedOnceAndCharged() async throws {
        let asked = Mutex<[[ChatMessage]]>([])
        let provider = ScriptedProvider { _, request, emit in
            asked.withLock { $0.append(request.messages) }
            try await emit(.text(Array((request.messages.count == 2 ? "in short" : "ok").utf8)))
            return Completed(usage: TokenUsage(promptTokens: 1, completionTokens: 1, totalTokens: 2))
        }
        let place = Workplace(provider, historyTokens: 300)
        try await place.running {
            try await self.keepTurns(6, place)
            try await self.chat(place, "new")
            let calls = asked.withLock { $0 }
            #expect(calls.count == 2)
            #expect(self.isSummary(calls[0]))
            #expect(calls[0][1].content.contains("question 4"))
            #expect(!calls[0][1].content.contains("question 5"))
            #expect(calls[1].map(\.role) == [.system, .user, .assistant, .user, .assistant, .user])
            #expect(calls[1][0].content.contains("in short"))
            #expect(calls[1][1].content == "question 5")
            let kept = try await place.conversations.conversation(self.id, of: self.caller)
            #expect(kept?.summary == .init(text: "in short", turns: 4))
            #expect(kept?.turns.count == 7)
            #expect(try await place.usage().map(\.exact.requests) == [2])
            // The next question needs no new summary.
            try await self.chat(place, "next")
            #expect(asked.withLock { $0.count } == 3)
            #expect(asked.withLock { $0[2][0].content.contains("in short") })
        }
    }

    @Test func withoutASummaryTheOldestTurnsAreLeftOut() async throws {
        let asked = Mutex<[[ChatMessage]]>([])
        let provider = ScriptedProvider { call, request, emit in
            asked.withLock { $0.append(request.messages) }
            if call == 1 { throw ProviderFailure(kind: .unavailable, detail: "") }
            try await emit(.text(Array("ok".utf8)))
            return Completed()
        }
        let place = Workplace(provider, historyTokens: 300)
        try await place.running {
            try await self.keepTurns(6, place)
            let command = try await self.ask(place, "new")
            #expect(await place.handler.handle(command, attempt: 1) == .done)
            #expect(try await place.ending(of: command.run)?.type == .completed)
            let contents = asked.withLock { $0[1].filter { $0.role == .user }.map(\.content) }
            #expect(contents == ["question 5", "question 6", "new"])
            let kept = try await place.conversations.conversation(self.id, of: self.caller)
            #expect(kept?.summary == nil)
            #expect(kept?.turns.count == 7)
        }
    }
}
