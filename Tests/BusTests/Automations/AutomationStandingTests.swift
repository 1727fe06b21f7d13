import Bus
import Foundation
import Messages
import Testing

@Suite struct AutomationStandingTests {
    private static let minute: Int64 = 60_000
    private static let start: Int64 = 1_795_341_600_000

    private func automation(_ schedule: String?) throws -> Automation {
        let tenant = try #require(TenantID("1"))
        let user = try #require(UserID("42"))
        return Automation(
            caller: Caller(tenant: tenant, user: user),
            instruction: "x",
            schedule: try AutomationSchedule(schedule, zone: .gmt),
            created: Self.start
        )
    }

    @Test func aRhythmRunsOnceForEachDueTime() throws {
        let automation = try self.automation("* * * * *")
        var standing = AutomationStanding(due: Self.start + Self.minute)
        #expect(standing.status == .scheduled)
        let step5 = standing.advance(automation, at: Self.start + Self.minute - 1)
        #expect(step5 == .wait)
        var runs: Set<RunID> = []
        for index in 1...25 {
            let now = Self.start + Int64(index) * Self.minute + 7
            #expect(standing.wake == now - 7)
            guard case .launch(let run) = standing.advance(automation, at: now) else {
                Issue.record("not launched")
                return
            }
            runs.insert(run)
            #expect(standing.status == .running)
            #expect(standing.due == now - 7 + Self.minute)
            #expect(standing.lastRunAt == now)
            let isLaunched1 = standing.launched(run, at: now)
            #expect(isLaunched1)
            #expect(standing.wake == now + 1000)
            let step6 = standing.advance(automation, at: now + 1000)
            #expect(step6 == .look(run))
            standing.ended(index % 2 == 0 ? .completed : .failed)
            #expect(standing.status == .scheduled)
        }
        #expect(runs.count == 25)
        #expect(standing.runCount == 25)
        #expect(standing.runs.count == AutomationStanding.keptRuns)
        #expect(standing.lastOutcome == .failed)
        #expect(standing.isActive)
    }

    @Test func missedDueTimesComeToOneRun() throws {
        let automation = try self.automation("* * * * *")
        var standing = AutomationStanding(due: Self.start)
        let now = Self.start + 90 * Self.minute + 5
        let run = try #require(automation.id.run(dueAt: Self.start))
        let step7 = standing.advance(automation, at: now)
        #expect(step7 == .launch(run))
        #expect(standing.due == Self.start + 91 * Self.minute)
        #expect(standing.runCount == 1)
        #expect(standing.skipped == 0)
    }

    @Test func aDueTimeIsPassedOverWhileTheRunBeforeGoesOn() throws {
        let automation = try self.automation("* * * * *")
        var standing = AutomationStanding(due: Self.start)
        guard case .launch(let run) = standing.advance(automation, at: Self.start) else { throw CancellationError() }
        let isLaunched2 = standing.launched(run, at: Self.start)
        #expect(isLaunched2)
        let next = Self.start + Self.minute
        let step8 = standing.advance(automation, at: next)
        #expect(step8 == .look(run))
        standing.goesOn(automation, at: next)
        #expect(standing.skipped == 1)
        #expect(standing.due == next + Self.minute)
        #expect(standing.runCount == 1)
        #expect(standing.current?.look == next + 6000, "seldom for a long run")
        // Had it ended just before, the due time would have counted.
        let step9 = standing.advance(automation, at: next + Self.minute)
        #expect(step9 == .look(run))
        standing.ended(.completed)
        guard case .launch(let second) = standing.advance(automation, at: next + Self.minute) else {
            throw CancellationError()
        }
        #expect(second != run)
    }

    @Test func aLaunchThatNobodyConfirmsIsDoneAgainAsTheSameRun() throws {
        let automation = try self.automation(nil)
        var standing = AutomationStanding(due: Self.start)
        guard case .launch(let run) = standing.advance(automation, at: Self.start) else { throw CancellationError() }
        let look = Self.start + AutomationStanding.launchPatience
        #expect(standing.wake == look)
        let step10 = standing.advance(automation, at: look - 1)
        #expect(step10 == .wait)
        let step11 = standing.advance(automation, at: look)
        #expect(step11 == .launch(run))
        #expect(standing.current?.began == Self.start)
        #expect(standing.wake == look + AutomationStanding.launchPatience)
        #expect(standing.runCount == 1)
    }

    @Test(arguments: [
        (AutomationStanding.Outcome.completed, AutomationStanding.Status.completed), (.failed, .failed),
        (.cancelled, .cancelled),
    ])
    func whatRunsOnceEndsAsItsRun(outcome: AutomationStanding.Outcome, status: AutomationStanding.Status) throws {
        let automation = try self.automation(nil)
        var standing = AutomationStanding(due: Self.start)
        guard case .launch(let run) = standing.advance(automation, at: Self.start) else { throw CancellationError() }
        let isLaunched3 = standing.launched(run, at: Self.start)
        #expect(isLaunched3)
        standing.ended(outcome)
        #expect(standing.status == status)
        #expect(!standing.isActive)
        #expect(standing.wake == nil)
        let before = standing
        standing.cancel()
        #expect(standing == before, "what has ended stays as it is")
    }

    @Test func nothingComesOfWhatIsCancelled() throws {
        let automation = try self.automation("* * * * *")
        var waiting = AutomationStanding(due: Self.start)
        waiting.cancel()
        var running = AutomationStanding(due: Self.start)
        guard case .launch(let run) = running.advance(automation, at: Self.start) else { throw CancellationError() }
        running.cancel()
        for var standing in [waiting, running] {
            #expect(standing.status == .cancelled)
            #expect(standing.wake == nil)
            let isLaunched4 = standing.launched(run, at: Self.start)
            #expect(!isLaunched4)
            let step12 = standing.advance(automation, at: Self.start + 10 * Self.minute)
            #expect(step12 == .wait)
        }
        #expect(running.runs == [run])
        #expect(running.lastOutcome == .cancelled)
    }

    @Test func theRunOfADueTimeIsTheSameWhoeverAsks() throws {
        let id = AutomationID.random()
        #expect(id.run(dueAt: Self.start) == id.run(dueAt: Self.start))
        #expect(id.run(dueAt: Self.start) != id.run(dueAt: Self.start + 1))
        #expect(id.run(dueAt: Self.start) != AutomationID.random().run(dueAt: Self.start))
        #expect(id.run(dueAt: .max) != nil)
    }
}
