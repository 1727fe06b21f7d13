import Foundation
import Messages
import TestSupport
import Testing

@testable import Bus

@Suite(.timeLimit(.minutes(1))) struct RunFollowerTests {
    @Test func whatTheInboxBringsIsShownInOrderToTheEnd() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a", "b")
        let end = try await run.complete()
        var follower = run.follower()
        let events = await run.rest(of: &follower)
        #expect(events.text() == "ab")
        #expect(events.last == .ended(end))
        #expect(!follower.runGoesOn)
        #expect(await follower.next() == nil)
    }

    @Test func aGapInTheInboxIsReadFromTheLog() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a")
        try await run.sayUnheard("b", "c")
        try await run.say("d")
        try await run.complete()
        var follower = run.follower()
        let events = await run.rest(of: &follower)
        #expect(events.text() == "abcd")
        #expect(events.failures.isEmpty)
    }

    @Test func anInboxThatLosesEverythingHangsNothing() async throws {
        let run = try await FollowedRun()
        try await run.worker.begin(run.run)
        try await run.sayUnheard("a", "b")
        try await run.worker.complete(run.run, to: [])
        var follower = run.follower()
        #expect(await run.rest(of: &follower).text() == "ab")
    }

    @Test func whatTheLogRefusedIsShownOnce() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        let entries = try await run.say("a")
        for _ in 0..<3 { for entry in entries { run.subscription.add(entry) } }
        try await run.complete()
        var follower = run.follower()
        #expect(await run.rest(of: &follower).text() == "a")
    }

    @Test func everyPlaceThatAClientCanComeFromYieldsExactlyTheRest() async throws {
        let run = try await FollowedRun()
        try await run.worker.begin(run.run)
        let said = try await run.sayUnheard("안", "녕", "\n", "👋", "!")
        try await run.worker.complete(run.run, to: [])
        for (index, entry) in said.enumerated() {
            let again = FollowedRun(run)
            var follower = again.follower(from: entry.id, isNew: false)
            let events = await again.rest(of: &follower)
            let rest = said[(index + 1)...].map { String(decoding: $0.event.payload, as: UTF8.self) }.joined()
            #expect(events.text() == rest)
            #expect(events.restarts == 0)
        }
    }

    @Test func aLongLogIsReadInPieces() async throws {
        let run = try await FollowedRun()
        try await run.worker.begin(run.run)
        let words = (0..<1500).map { "\($0) " }
        try await run.worker.say(words.map(RunEvent.text), in: run.run, to: [])
        try await run.worker.complete(run.run, to: [])
        var follower = run.follower(isNew: false)
        var pieces = 0
        var text = ""
        while let events = await follower.next() {
            pieces += 1
            text += events.text()
        }
        #expect(text == words.joined())
        #expect(pieces > 4)
    }

    @Test func whoComesAtTheEndOfAnEndedRunIsToldThatItEnded() async throws {
        let run = try await FollowedRun()
        try await run.worker.begin(run.run)
        try await run.sayUnheard("a")
        let end = try await run.worker.complete(run.run, to: [])
        var follower = run.follower(from: end.id, isNew: false)
        #expect(await run.rest(of: &follower) == [.endedBefore])
        #expect(!follower.runGoesOn)
    }

    // MARK: - Epochs

    @Test func aRestartIsToldWhereTextWasShown() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("old")
        var follower = run.follower()
        #expect(await follower.next()?.text() == "old")
        let started = try await run.begin()
        try await run.say("new")
        try await run.complete()
        let events = await run.rest(of: &follower)
        #expect(events.first == .restarted(started.id))
        #expect(events.text(after: "old") == "new")
    }

    @Test func aRestartBeforeAnyTextIsSilent() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.begin()
        try await run.say("new")
        try await run.complete()
        var follower = run.follower()
        let events = await run.rest(of: &follower)
        #expect(events.restarts == 0)
        #expect(events.text() == "new")
    }

    @Test func textThatWasVoidBeforeAnybodySawItIsNotShown() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("old")
        try await run.begin()
        try await run.say("new")
        try await run.complete()
        var follower = run.follower()
        let events = await run.rest(of: &follower)
        #expect(events.restarts == 0)
        #expect(events.text() == "new")
        #expect(
            !events.contains { event in
                guard case .events(let entries) = event else { return false }
                return entries.contains { $0.event == .text("old") }
            }
        )
    }

    @Test(arguments: [[], ["lost"]])
    func aRestartIsToldThoughTheNextWorkerDiesToo(between: [String]) async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("old")
        var follower = run.follower()
        #expect(await follower.next()?.text() == "old")
        try await run.begin()
        for text in between { try await run.say(text) }
        try await run.begin()
        try await run.say("new")
        try await run.complete()
        let events = await run.rest(of: &follower)
        #expect(events.text(after: "old") == "new")
        #expect(events.restarts == 1)
    }

    @Test func aNewEpochThatKeepsTheTextGoesOnSilently() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a")
        try await run.begin(keep: true)
        try await run.say("b")
        try await run.complete()
        var follower = run.follower()
        let events = await run.rest(of: &follower)
        #expect(events.text() == "ab")
        #expect(events.restarts == 0)
    }

    @Test func whoIsAheadOfWhatTheStoreKeptIsGivenTheWholeText() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a", "b", "c")
        var follower = run.follower()
        #expect(await follower.next()?.text() == "abc")
        run.bus.recover(losing: 2)
        try await run.begin(keep: true)
        try await run.say("B", "C")
        try await run.complete()
        let events = await run.rest(of: &follower)
        #expect(events.text(after: "abc") == "aBC")
        #expect(
            events.contains { event in
                if case .resync = event { true } else { false }
            }
        )
    }

    @Test func aRunThatEndedBeforeThePlaceOfItsClientIsShownWhole() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a", "b")
        try await run.worker.complete(run.run, to: [])
        var follower = run.follower(from: EventID(1, 99), isNew: false)
        let events = await run.rest(of: &follower).withoutPings
        #expect(events.text(after: "something else") == "ab")
        #expect(events.count == 2)
    }

    @Test(arguments: [
        EventID(0, .max), EventID(1, .max), EventID(.max, .max), EventID(0, 5), EventID(7, 0), EventID(.max, 0),
    ])
    func aPlaceThatNeverWasHarmsNobody(place: EventID) async throws {
        let run = try await FollowedRun()
        try await run.worker.begin(run.run)
        var follower = run.follower(from: place, isNew: false)
        let first = try await run.say("a")
        run.subscription.add(LogEntry(id: EventID(2, 9), event: .text("of an epoch whose beginning was lost")))
        for entry in first { run.subscription.add(entry) }
        try await run.complete()
        let events = await run.rest(of: &follower)
        #expect(events.failures.isEmpty)
    }

    // MARK: - What ends a stream

    @Test func aClientThatIsGoneIsLeftAlone() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a")
        run.subscription.clientGone()
        var follower = run.follower()
        #expect(await follower.next() == nil)
        #expect(follower.runGoesOn)
    }

    @Test func aClientThatIsGoneIsNotReadFor() async throws {
        let run = try await FollowedRun()
        run.subscription.clientGone()
        var follower = run.follower(isNew: false)
        #expect(await follower.next() == nil)
    }

    @Test func aShutdownIsToldAndTheRunGoesOn() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        let entry = try #require(try await run.say("a").last)
        var follower = run.follower()
        _ = await follower.next()
        run.subscription.shutDown()
        let events = try #require(await follower.next())
        #expect(events.failures == [.serverShutdown])
        guard case .broken(_, let place) = try #require(events.last) else { return }
        #expect(place == entry.id)
        #expect(follower.runGoesOn)
        #expect(await follower.next() == nil)
    }

    @Test func aStreamEndsWithItsToken() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        var follower = run.follower(expiresAt: Int(Date().timeIntervalSince1970) - 1)
        let events = await run.rest(of: &follower)
        #expect(events.failures == [.tokenExpired])
        #expect(follower.runGoesOn)
    }

    @Test func aStreamEndsWithItsTokenThoughEntriesKeepComing() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        var follower = run.follower(expiresAt: Int(Date().timeIntervalSince1970) - 1)
        var events: [ViewerEvent] = []
        for index in 0..<10 {
            try await run.say("\(index)")
            guard let next = await follower.next() else { break }
            events += next
        }
        #expect(events.failures == [.tokenExpired])
    }

    @Test(arguments: [Int.max, Int.max / 1000, Int.max / 1000 + 1])
    func aTokenThatHardlyEverEndsIsTaken(expiresAt: Int) async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a")
        try await run.complete()
        var follower = run.follower(expiresAt: expiresAt)
        #expect(await run.rest(of: &follower).text() == "a")
    }

    @Test func aRunThatNobodyBeginsIsEndedAfterItsDeadline() async throws {
        let run = try await FollowedRun(deadline: .seconds(-1))
        var follower = run.follower()
        let events = await run.rest(of: &follower)
        guard case .ended(let entry) = try #require(events.last) else {
            Issue.record("The run did not end: \(events)")
            return
        }
        #expect(try RunFailure.decoded(from: entry.event.payload).errorType == .deadlineExceeded)
        #expect(try await run.worker.log.hasEnded(run.run))
    }

    @Test func aRunThatWasBegunInTimeMayTakeLonger() async throws {
        let run = try await FollowedRun(deadline: .seconds(-1))
        try await run.worker.begin(run.run)
        var patience = Patience()
        patience.ping = .zero
        var follower = run.follower(patience: patience)
        run.subscription.look()
        run.subscription.tick(now: .now + .seconds(60))
        try await run.say("a")
        #expect(try await run.worker.log.hasEnded(run.run) == false)
        #expect(await follower.next()?.withoutPings.text() == "a")
    }

    @Test func aRunWhoseWorkerStaysDeadIsEnded() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a")
        try await run.leases.release(run.worker.id)
        var patience = Patience()
        patience.deadWorker = .zero
        var follower = run.follower(patience: patience)
        let events = await run.rest(of: &follower)
        #expect(events.text() == "a")
        guard case .ended(let entry) = try #require(events.last) else {
            Issue.record("The run did not end: \(events)")
            return
        }
        #expect(try RunFailure.decoded(from: entry.event.payload).errorType == .workerLost)
    }

    @Test func aDeadWorkersRunWaitsForAnotherToTakeItOver() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.leases.release(run.worker.id)
        var patience = Patience()
        patience.ping = .zero
        var follower = run.follower(patience: patience)
        while await self.nextTimed(&follower, run) != [.ping] {}
        let heir = ScriptedWorker(run.bus, instance: "llm-2")
        try await run.leases.renew(heir.id, for: .seconds(600))
        run.subscription.add(try await heir.begin(run.run))
        try await run.say("a")
        try await run.complete()
        #expect(await run.rest(of: &follower).text() == "a")
    }

    @Test func aBusThatStaysAwayEndsTheStreamButNotTheRun() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a")
        run.bus.fail()
        var patience = Patience()
        patience.bus = .zero
        var follower = run.follower(patience: patience)
        let events = await run.rest(of: &follower)
        #expect(events.text() == "a")
        #expect(events.failures == [.busUnavailable])
        #expect(follower.runGoesOn)
    }

    @Test func aBusThatComesBackLetsTheStreamGoOn() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        run.bus.fail()
        var patience = Patience()
        patience.ping = .zero
        var follower = run.follower(patience: patience)
        while await self.nextTimed(&follower, run) != [.ping] {}
        run.bus.recover()
        try await run.sayUnheard("a")
        try await run.worker.complete(run.run, to: [])
        #expect(await run.rest(of: &follower).text() == "a")
    }

    @Test func aRunThatIsNotKeptCannotBeJoined() async throws {
        let run = try await FollowedRun()
        run.bus.lose(run.run)
        var follower = run.follower(isNew: false)
        let events = await run.rest(of: &follower)
        #expect(events.failures == [.replayUnavailable])
        #expect(!follower.runGoesOn)
    }

    @Test func aRunThatTheStoreForgotIsWaitedForAWhile() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        try await run.say("a")
        var patience = Patience()
        patience.ping = .zero
        var follower = run.follower(patience: patience)
        #expect(await follower.next()?.text() == "a")
        run.bus.lose(run.run)
        while await self.nextTimed(&follower, run) != [.ping] {}
        // Its worker brings it back, in a later epoch that follows nothing.
        try await run.registry.create(run.record, servedBy: run.edge)
        _ = try await run.worker.log.begin(run.run, as: run.worker.id, keep: true, above: 1, restoring: nil)
        try await run.sayUnheard("a", "b")
        try await run.worker.complete(run.run, to: [])
        #expect(await run.rest(of: &follower).text(after: "a") == "ab")
    }

    @Test func silenceIsFilledWithPings() async throws {
        let run = try await FollowedRun()
        var patience = Patience()
        patience.ping = .zero
        var follower = run.follower(patience: patience)
        #expect(await self.nextTimed(&follower, run) == [.ping])
        #expect(await self.nextTimed(&follower, run) == [.ping])
    }

    /// The next events, with the clock running fast.
    private func nextTimed(
        _ follower: inout FollowedRun.Follower,
        _ run: FollowedRun
    ) async -> [ViewerEvent]? {
        let subscription = run.subscription
        return await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                while !Task.isCancelled {
                    subscription.tick(now: .now + .seconds(3600))
                    await Task.yield()
                }
            }
            defer { tasks.cancelAll() }
            return await follower.next()
        }
    }
}
