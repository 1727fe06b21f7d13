import Bus
import Messages
import Testing

@testable import Tasks

private let create = CreateTask(taskType: "analysis", description: "d")
private let report = ReportProgress(progress: 40, description: "p")
private let end = TaskStep.end(.complete(result: "r"), of: "t")
private let unsent = DWPFailure(.unsent, reason: "unsent")
private let unanswered = DWPFailure(.unanswered, reason: "unanswered")
private let broken = DWPFailure(.broken, reason: "broken")
private let refused = DWPFailure(.refused, reason: "refused")

@Suite struct TaskStandingTests {
    private func standing(_ phase: TaskStanding.Phase, _ change: (inout TaskStanding) -> Void = { _ in })
        -> TaskStanding
    {
        var standing = TaskStanding(phase: phase, taskId: phase == .none ? nil : "t", isAnnounced: true, since: 7)
        change(&standing)
        return standing
    }

    private func task(_ status: String, startedAt: String? = nil, progress: Int = 0) -> DWPTask {
        DWPTask(
            taskId: "t",
            taskType: "analysis",
            status: status,
            progress: progress,
            description: "d",
            startedAt: startedAt.flatMap { DWPTimestamp($0) },
            createdAt: nil
        )
    }

    @Test func onlyUnrepeatableStepsLeaveADoubtBefore() {
        var standing = TaskStanding()
        standing.begins(.create(create), now: 7)
        #expect(standing == TaskStanding(doubt: .init(.create), since: 7))
        standing.begins(end, now: 9)
        #expect(standing == TaskStanding(doubt: .init(.end), since: 7))
        for step in [TaskStep.start("t"), .report(report, of: "t"), .announce("t"), .check("t"), .reconcile(create)] {
            var other = self.standing(.created)
            other.begins(step, now: 9)
            #expect(other == self.standing(.created))
        }
    }

    @Test func successesLeadFromCreationToTheEnd() {
        var standing = TaskStanding(doubt: .init(.create))
        standing.created("t")
        #expect(standing == TaskStanding(phase: .created, taskId: "t"))
        standing.succeeded(.announce("t"))
        #expect(standing.isAnnounced)
        standing.progress = 90
        standing.succeeded(.start("t"))
        #expect(standing.phase == .started)
        #expect(standing.progress == nil, "a start resets the progress")
        standing.progressRefusal = "no"
        standing.succeeded(.report(report, of: "t"))
        #expect(standing.progress == 40)
        #expect(standing.progressRefusal == nil)
        standing.begins(end, now: 0)
        standing.succeeded(end)
        #expect(standing.phase == .ended)
        #expect(standing.doubt == nil)
    }

    @Test func whatNeverLeftIsTakenAgainAsIfItHadNotBegun() {
        for (phase, step) in [(TaskStanding.Phase.none, TaskStep.create(create)), (.started, end)] {
            var standing = self.standing(phase)
            standing.begins(step, now: 7)
            standing.failed(step, with: unsent)
            #expect(standing == self.standing(phase))
        }
        for step in [TaskStep.check("t"), .start("t"), .report(report, of: "t")] {
            var standing = self.standing(.started) { $0.doubt = .init(.end) }
            standing.failed(step, with: unsent)
            #expect(standing == self.standing(.started) { $0.doubt = .init(.end) }, "a look keeps the doubt")
        }
    }

    @Test func whatWasNotAnsweredStaysInDoubtOnlyIfItIsUnrepeatable() {
        for (phase, step, stage) in [
            (TaskStanding.Phase.none, TaskStep.create(create), TaskStage.create), (.started, end, .end),
        ] {
            var standing = self.standing(phase)
            standing.begins(step, now: 7)
            standing.failed(step, with: unanswered)
            #expect(standing == self.standing(phase) { $0.doubt = .init(stage) })
        }
        for step in [TaskStep.start("t"), .report(report, of: "t")] {
            var standing = self.standing(.created)
            standing.failed(step, with: unanswered)
            #expect(standing == self.standing(.created) { $0.isUnsettled = true })
        }
        var standing = self.standing(.started) { $0.doubt = .init(.end) }
        standing.failed(.check("t"), with: unanswered)
        #expect(standing == self.standing(.started) { $0.doubt = .init(.end) })
    }

    @Test func anEndAfterAnUnansweredUpdateIsLookedAtOnceMore() {
        var standing = self.standing(.started) { $0.isUnsettled = true }
        standing.begins(end, now: 7)
        standing.succeeded(end)
        #expect(standing == self.standing(.started) { $0.doubt = .init(.end) })
        var undone = standing
        standing.saw(self.task("COMPLETED"))
        #expect(standing == self.standing(.ended))
        undone.saw(self.task("IN_PROGRESS"))
        #expect(undone == self.standing(.started), "the end goes out again")
    }

    @Test func aRefusalEndsAllButProgress() {
        for (phase, step, stage) in [
            (TaskStanding.Phase.none, TaskStep.create(create), TaskStage.create), (.created, .start("t"), .start),
            (.started, end, .end),
        ] {
            var standing = self.standing(phase)
            standing.begins(step, now: 7)
            standing.failed(step, with: refused)
            #expect(standing == self.standing(phase) { $0.failure = .init(stage, reason: "refused") })
        }
        var standing = self.standing(.started)
        standing.failed(.report(report, of: "t"), with: refused)
        #expect(standing == self.standing(.started) { ($0.progress, $0.progressRefusal) = (40, "refused") })
    }

    @Test func anInternalErrorIsFinalAfterOneLook() {
        // A creation: no such task, so the refusal holds.
        var standing = self.standing(.none)
        standing.begins(.create(create), now: 7)
        standing.failed(.create(create), with: broken)
        #expect(standing.doubt == .init(.create, refusal: "broken"))
        standing.foundNothing()
        #expect(standing == self.standing(.none) { $0.failure = .init(.create, reason: "broken") })

        // A start: the look decides.
        standing = self.standing(.created)
        standing.failed(.start("t"), with: broken)
        var started = standing
        started.saw(self.task("IN_PROGRESS", startedAt: "2026-02-01T09:30:00"))
        #expect(started == self.standing(.started))
        standing.saw(self.task("REQUESTED"))
        #expect(standing == self.standing(.created) { $0.failure = .init(.start, reason: "broken") })

        // Progress: neither outcome ends anything, and neither repeats it.
        standing = self.standing(.started)
        standing.failed(.report(report, of: "t"), with: broken)
        var reported = standing
        reported.saw(self.task("IN_PROGRESS", progress: 40))
        #expect(reported == self.standing(.started) { $0.progress = 40 })
        standing.saw(self.task("IN_PROGRESS", progress: 39))
        #expect(standing == self.standing(.started) { ($0.progress, $0.progressRefusal) = (40, "broken") })
    }

    @Test func aLookThatFailsForGoodIsTheEndOfWhatItWasFor() {
        for failure in [broken, refused] {
            var standing = self.standing(.none) { $0.doubt = .init(.create) }
            standing.failed(.reconcile(create), with: failure)
            #expect(standing == self.standing(.none) { $0.failure = .init(.create, reason: failure.reason) })
            standing = self.standing(.started) { $0.doubt = .init(.end) }
            standing.failed(.check("t"), with: failure)
            #expect(standing == self.standing(.started) { $0.failure = .init(.end, reason: failure.reason) })
        }
    }

    @Test func aLostCreationIsRepeatedOnceNothingWasFound() {
        var standing = self.standing(.none) { $0.doubt = .init(.create) }
        standing.foundNothing()
        #expect(standing == self.standing(.none))
    }

    @Test func anEndInDoubtIsSentAgainOnlyIfTheTaskHasNotEnded() {
        let doubtful = self.standing(.started) { $0.doubt = .init(.end) }
        for status in ["COMPLETED", "FAILED"] {
            var standing = doubtful
            standing.saw(self.task(status))
            #expect(standing == self.standing(.ended))
        }
        for status in ["REQUESTED", "IN_PROGRESS", "SOMETHING_NEW"] {
            var standing = doubtful
            standing.saw(self.task(status))
            #expect(standing == self.standing(.started))
        }
    }

    @Test func aCompletionThatBrokeIsTriedOnceMoreAfterAStart() {
        var standing = self.standing(.started) { $0.doubt = .init(.end, refusal: "broken") }
        standing.saw(self.task("IN_PROGRESS"))
        #expect(standing == self.standing(.created) { $0.isRestarted = true })
        standing.succeeded(.start("t"))
        standing.begins(end, now: 0)
        standing.failed(end, with: broken)
        standing.saw(self.task("IN_PROGRESS"))
        #expect(standing.failure == .init(.end, reason: "broken"))

        standing = self.standing(.started) { $0.doubt = .init(.end, refusal: "broken") }
        standing.saw(self.task("IN_PROGRESS", startedAt: "2026-02-01T09:30:00"))
        #expect(standing.failure == .init(.end, reason: "broken"), "started, so a start does not mend it")
        standing = self.standing(.started) { $0.doubt = .init(.end, refusal: "broken") }
        standing.saw(self.task("COMPLETED"))
        #expect(standing == self.standing(.ended))
    }

    @Test func onlyAnUnbegunTaskThatSaysTheSameCanBeTheLostOne() {
        #expect(self.task("REQUESTED").isLost(from: create))
        #expect(!self.task("IN_PROGRESS").isLost(from: create))
        #expect(!self.task("COMPLETED").isLost(from: create))
        #expect(!self.task("REQUESTED").isLost(from: CreateTask(taskType: "chat", description: "d")))
        #expect(!self.task("REQUESTED").isLost(from: CreateTask(taskType: "analysis", description: "e")))
        #expect(self.task("REQUESTED").isLost(from: CreateTask(taskType: "analysis", description: "\0d")))
    }
}
