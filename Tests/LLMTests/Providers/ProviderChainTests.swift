import Logging
import Messages
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct ProviderChainTests {
    private static func chain(_ providers: any ModelProvider..., attempts: Int = 3) -> ProviderChain {
        ProviderChain(
            providers,
            policy: RetryPolicy(attempts: attempts, base: .milliseconds(1), longestWait: .milliseconds(50)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private static func failing(_ kind: ProviderFailure.Kind, retryAfter: Duration? = nil) -> ProviderFailure {
        ProviderFailure(kind: kind, detail: "told to", retryAfter: retryAfter)
    }

    @Test func theFirstProviderAnswersWhileItCan() async throws {
        let second = ScriptedProvider(texts: "second")
        let emitted = Emitted()
        let completed = try await Self.chain(ScriptedProvider(texts: "a", "b"), second).answer(into: emitted)
        #expect(emitted.texts == ["a", "b"])
        #expect(completed == Completed(finishReason: "stop"))
        #expect(second.callCount == 0)
    }

    @Test(arguments: [ProviderFailure.Kind.rateLimited, .unavailable, .unreachable, .broken])
    func whatMayPassIsRepeatedBeforeTheNextIsAsked(kind: ProviderFailure.Kind) async throws {
        let once = ScriptedProvider(name: "first", failures: [Self.failing(kind), Self.failing(kind)])
        let never = ScriptedProvider(texts: "second")
        let emitted = Emitted()
        _ = try await Self.chain(once, never).answer(into: emitted)
        #expect(emitted.text == "first")
        #expect(once.callCount == 3)
        #expect(never.callCount == 0)
    }

    @Test func afterTheLastAttemptTheNextIsAsked() async throws {
        let first = ScriptedProvider(name: "first", failures: Array(repeating: Self.failing(.unavailable), count: 9))
        let emitted = Emitted()
        _ = try await Self.chain(first, ScriptedProvider(texts: "second")).answer(into: emitted)
        #expect(emitted.text == "second")
        #expect(first.callCount == 3)
    }

    @Test(arguments: [ProviderFailure.Kind.unauthorized, .timeout])
    func whatWillNotPassGoesToTheNextAtOnce(kind: ProviderFailure.Kind) async throws {
        let first = ScriptedProvider(name: "first", failures: [Self.failing(kind)])
        let emitted = Emitted()
        _ = try await Self.chain(first, ScriptedProvider(texts: "second")).answer(into: emitted)
        #expect(emitted.text == "second")
        #expect(first.callCount == 1)
    }

    @Test func aRequestThatIsRefusedForItselfGoesToNobodyElse() async {
        let first = ScriptedProvider(name: "first", failures: [Self.failing(.invalidRequest)])
        let second = ScriptedProvider(texts: "second")
        #expect(await Self.chain(first, second).failure()?.kind == .invalidRequest)
        #expect(first.callCount == 1)
        #expect(second.callCount == 0)
    }

    @Test(arguments: [ProviderFailure.Kind.rateLimited, .unavailable, .unreachable, .broken, .timeout, .unauthorized])
    func afterTheFirstTokenNothingIsSaidTwice(kind: ProviderFailure.Kind) async {
        let first = ScriptedProvider { _, _, emit in
            try await emit(.text(Array("half".utf8)))
            throw Self.failing(kind)
        }
        let second = ScriptedProvider(texts: "second")
        let emitted = Emitted()
        #expect(await Self.chain(first, second).failure(into: emitted)?.kind == kind)
        #expect(emitted.texts == ["half"])
        #expect(first.callCount == 1)
        #expect(second.callCount == 0)
    }

    @Test func aShortRetryAfterIsWaitedFor() async throws {
        let first = ScriptedProvider(
            name: "first",
            failures: [Self.failing(.rateLimited, retryAfter: .milliseconds(30))]
        )
        let start = ContinuousClock.now
        _ = try await Self.chain(first).answer(into: Emitted())
        #expect(ContinuousClock.now - start >= .milliseconds(30))
        #expect(first.callCount == 2)
    }

    @Test func aLongRetryAfterMeansTheNextProvider() async throws {
        let first = ScriptedProvider(name: "first", failures: [Self.failing(.rateLimited, retryAfter: .seconds(3600))])
        let emitted = Emitted()
        _ = try await Self.chain(first, ScriptedProvider(texts: "second")).answer(into: emitted)
        #expect(emitted.text == "second")
        #expect(first.callCount == 1)
    }

    @Test func whereAllFailTheLastFailureCounts() async {
        let first = ScriptedProvider(name: "first", failures: [Self.failing(.unauthorized)])
        let second = ScriptedProvider(name: "second", failures: [Self.failing(.timeout)])
        #expect(await Self.chain(first, second).failure()?.kind == .timeout)
        #expect(await Self.chain().failure()?.kind == .unreachable)
    }

    @Test func whatTheReaderThrowsIsNoFailureOfTheProvider() async {
        struct Enough: Error {}
        let second = ScriptedProvider(texts: "second")
        await #expect(throws: Enough.self) {
            _ = try await Self.chain(ScriptedProvider(texts: "a"), second).answer(.hello) { _ in throw Enough() }
        }
        #expect(second.callCount == 0)
    }

    @Test func aCancelEndsAWait() async {
        let first = ScriptedProvider(name: "first", failures: [Self.failing(.unavailable)])
        let chain = ProviderChain(
            [first],
            policy: RetryPolicy(attempts: 3, base: .seconds(3600), longestWait: .seconds(3600)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                do {
                    _ = try await chain.answer(into: Emitted())
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            while first.callCount == 0 { await Task.yield() }
            tasks.cancelAll()
            #expect(await tasks.next() == true)
        }
    }
}
