import Bus
import Messages
import Testing

@testable import Tasks

private let create = CreateTask(taskType: "analysis", description: "d")
private let report = ReportProgress(progress: 40, description: "p")
private let complete = TaskEnd.complete(result: "r")
private let fail = TaskEnd.fail(message: "m")

@Suite struct TaskStepTests {
    /// What follows by phase and wishes; the task is created and announced where there is one.
    private static let table: [(TaskStanding.Phase, TaskWishes, TaskStep?)] = {
        typealias Row = (TaskStanding.Phase, TaskWishes, TaskStep?)
        func wishes(_ isStarted: Bool, _ progress: ReportProgress?, _ end: TaskEnd?) -> TaskWishes {
            TaskWishes(create: create, isStarted: isStarted, progress: progress, end: end)
        }
        var rows: [Row] = []
        for isStarted in [false, true] {
            for progress in [nil, report] {
                for end in [nil, complete, fail] {
                    let all = wishes(isStarted, progress, end)
                    var unborn = all
                    unborn.create = nil
                    rows.append((.none, unborn, nil))
                    rows.append((.none, all, .create(create)))
                    rows.append((.ended, all, nil))
                    switch end {
                    case fail:
                        rows.append((.created, all, .end(fail, of: "t")))
                        rows.append((.started, all, .end(fail, of: "t")))
                    case complete:
                        rows.append((.created, all, .start("t")))
                        rows.append((.started, all, .end(complete, of: "t")))
                    default:
                        rows.append((.created, all, isStarted || progress != nil ? .start("t") : nil))
                        rows.append((.started, all, progress.map { .report($0, of: "t") }))
                    }
                }
            }
        }
        return rows
    }()

    private func standing(_ phase: TaskStanding.Phase) -> TaskStanding {
        TaskStanding(phase: phase, taskId: phase == .none ? nil : "t", isAnnounced: phase != .none)
    }

    @Test func eachPhaseAndWishHasItsStep() {
        #expect(Self.table.count == 12 * 5)
        for (phase, wishes, expected) in Self.table {
            let state = TaskState(wishes: wishes, standing: self.standing(phase))
            #expect(TaskStep.next(for: state) == expected, "\(phase), \(wishes)")
        }
    }

    @Test func progressGoesOnlyForward() {
        var state = TaskState(
            wishes: TaskWishes(create: create, isStarted: true, progress: report),
            standing: self.standing(.started)
        )
        for (known, isReported) in [(nil, true), (0, true), (39, true), (40, false), (41, false)] as [(Int?, Bool)] {
            state.standing.progress = known
            #expect(TaskStep.next(for: state) == (isReported ? .report(report, of: "t") : nil))
        }
        state.wishes.progress = ReportProgress(progress: 0, description: "begun")
        state.standing.progress = nil
        #expect(TaskStep.next(for: state) == .report(ReportProgress(progress: 0, description: "begun"), of: "t"))
    }

    @Test func aDoubtComesBeforeAllElse() {
        var state = TaskState(wishes: TaskWishes(create: create, isStarted: true, end: complete))
        state.standing.doubt = .init(.create)
        #expect(TaskStep.next(for: state) == .reconcile(create))
        for phase in [TaskStanding.Phase.created, .started] {
            state.standing = TaskStanding(phase: phase, taskId: "t", doubt: .init(.end))
            #expect(TaskStep.next(for: state) == .check("t"))
            state.standing.doubt = nil
            #expect(TaskStep.next(for: state) == .announce("t"))
            state.standing.failure = .init(.end, reason: "no")
            #expect(TaskStep.next(for: state) == nil)
        }
    }

    @Test func aCommandIsOpenWhileAnythingIsLeftToDo() {
        var state = TaskState(wishes: TaskWishes(isStarted: true, progress: report, end: complete))
        for stage in TaskStage.allCases where stage != .create {
            #expect(TaskSettlement.of(stage, in: state) == .done, "kept for the creation's command")
        }
        state.wishes.create = create
        for stage in TaskStage.allCases { #expect(TaskSettlement.of(stage, in: state) == .open) }
        state.standing.phase = .ended
        for stage in TaskStage.allCases { #expect(TaskSettlement.of(stage, in: state) == .done) }
    }

    @Test func aRefusalIsToldToWhatItEndsAndAllThatNeedsIt() {
        for stage in TaskStage.allCases {
            var state = TaskState(wishes: TaskWishes(create: create))
            state.standing.failure = .init(stage, reason: "no")
            for other in TaskStage.allCases {
                let expected: TaskSettlement = other >= stage || other == .create ? .refused(reason: "no") : .done
                #expect(TaskSettlement.of(other, in: state) == expected)
            }
        }
    }

    @Test func aRefusedProgressEndsNothing() {
        var state = TaskState(
            wishes: TaskWishes(create: create, isStarted: true, progress: report),
            standing: self.standing(.started)
        )
        state.standing.progress = 40
        state.standing.progressRefusal = "no"
        #expect(TaskSettlement.of(.progress, in: state) == .refused(reason: "no"))
        #expect(TaskSettlement.of(.start, in: state) == .done)
        state.wishes.end = complete
        #expect(TaskStep.next(for: state) == .end(complete, of: "t"))
    }
}
