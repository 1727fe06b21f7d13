import Bus
import Messages
import RedisBus
import TestSupport
import Testing

@testable import Tasks

@Suite(.timeLimit(.minutes(3))) struct TaskFaultTests {
    static let faults: [DWPFault] = [
        .status(503), .status(502), .status(500), .status(200, body: "<html>"), .cut, .loseReply,
        .statusAfterEffect(504),
        .hang, .hangAfterEffect,
        .status(
            500,
            body: #"{"timestamp":"2026-02-01T09:30:00","path":"/","status":500,"error":"Internal Server Error"}"#
        ),
    ]

    @Test(arguments: Self.faults)
    func anyCallMayGoWrongTwiceAndTheTaskStillEndsOnce(fault: DWPFault) async throws {
        try await withOffice(callLimit: .seconds(1)) { office in
            let jobs = [DWPOperation.create, .tasks, .start, .progress, .complete, .task].map { operation in
                office.backend.inject(fault, on: operation, times: 2)
                return Job(description: "\(operation)")
            }
            try await office.send(try jobs.flatMap { try $0.whole() })
            try await office.waitUntilSettled(within: .seconds(60))
            try await expectCompleted(jobs, office)
        }
    }

    @Test(arguments: Self.faults)
    func aFailureIsReportedOnceWhateverHappens(fault: DWPFault) async throws {
        try await withOffice { office in
            office.backend.inject(fault, on: .fail, times: 2)
            let job = Job()
            try await office.send([job.command(job.create), job.command(FailTask(errorMessage: "까닭"))])
            try await office.waitUntilSettled(within: .seconds(60))
            #expect(office.backend.rows.map(\.status) == [.failed])
            #expect(office.backend.rows.map(\.errorMessage) == ["까닭"])
            #expect(office.backend.calls.filter { $0.operation == .fail && $0.hadEffect }.count == 1)
            #expect(office.backend.violations.isEmpty)
        }
    }

    @Test func tasksThatSayTheSameAreNotMixedUpWhenEveryReplyIsLost() async throws {
        try await withOffice(replicas: 2) { office in
            let jobs = (0..<40).map { _ in Job() }
            office.backend.plan { call in
                switch (call.operation, call.number % 4) {
                case (.create, 0), (.create, 1): .loseReply
                case (.create, 2): .cut
                default: nil
                }
            }
            try await office.send(try jobs.flatMap { try $0.whole() })
            try await office.waitUntilSettled(within: .seconds(60))
            try await expectCompleted(jobs, office)
        }
    }

    @Test func aLostTaskIsFoundBehindManyOthers() async throws {
        try await withOffice(callLimit: .seconds(1)) { office in
            let job = Job()
            office.backend.inject(.hangAfterEffect, on: .create)
            try await office.send([job.command(job.create)])
            try await eventually("the lost task") { office.backend.rows.count == 1 }
            // While the caller still waits, newer tasks push the lost one to the third page.
            let others = (0..<45).map { Job(description: "다른 \($0)") }
            try await office.send(try others.map { try $0.command($0.create) })
            try await office.waitUntilSettled()
            #expect(office.backend.rows.count == 46)
            let lost = try #require(office.backend.rows.first)
            #expect(try await office.state(of: job).standing.taskId == lost.taskId)
        }
    }

    @Test func tasksOfOthersThatSayTheSameAreLeftAlone() async throws {
        try await withOffice { office in
            let first = Job()
            try await office.send([first.command(first.create)])
            try await office.waitUntilSettled()
            let owned = try #require(office.backend.rows.first?.taskId)
            let second = Job()
            office.backend.inject(.cut, on: .create)
            try await office.send([second.command(second.create)])
            try await office.waitUntilSettled()
            #expect(office.backend.rows.count == 2)
            #expect(try await office.state(of: first).standing.taskId == owned)
            #expect(try await office.state(of: second).standing.taskId == office.backend.rows.last?.taskId)
        }
    }

    @Test func anEndThatALateUpdateUndoesIsSentAgain() async throws {
        try await withOffice(callLimit: .seconds(1)) { office in
            let job = Job()
            // Given up and repeated by the caller, but the backend has read the row already.
            office.backend.inject(.late(behind: .complete), on: .progress)
            try await office.send([job.command(job.create), job.command(ReportProgress(progress: 40, description: ""))])
            try await eventually("the late update") { office.backend.calls.contains { $0.operation == .progress } }
            try await office.send([job.command(CompleteTask(result: Job.result))])
            try await office.waitUntilSettled()
            #expect(office.backend.rows.map(\.status) == [.completed])
            #expect(office.backend.calls.filter { $0.operation == .complete }.count == 2)
        }
    }

    @Test func aStoreThatForgetsInTheMidstOfACreationMakesNoSecondTask() async throws {
        try await withOffice { office in
            let job = Job()
            office.backend.delay = .milliseconds(200)
            try await office.send([job.command(job.create)])
            try await eventually("the creation") { office.backend.calls.count == 1 }
            for key in [BusKeys.taskState(job.run), BusKeys.taskLock(job.run)] {
                _ = try await office.redis.send(RedisCommand("DEL", RedisArgument(key)))
            }
            try await office.waitUntilSettled()
            try await office.send(Array(try job.whole().dropFirst()))
            try await office.waitUntilSettled()
            try await expectCompleted([job], office)
        }
    }

    @Test func aBackendThatIsDownLosesNothingAndCostsNoAttempts() async throws {
        try await withOffice(replicas: 2) { office in
            let jobs = (0..<100).map { _ in Job() }
            let commands = try jobs.flatMap { try $0.whole() }
            try await office.send(Array(commands.prefix(150)))
            try await eventually("the first calls") { office.backend.calls.count > 20 }
            try await office.backend.whileDown {
                try await office.send(Array(commands.dropFirst(150)))
                try await Task.sleep(for: .seconds(3))
            }
            try await office.waitUntilSettled(within: .seconds(60))
            try await expectCompleted(jobs, office)
        }
    }

    @Test func whileTheBackendIsSilentOneProbeAsks() async throws {
        try await withOffice { office in
            office.backend.plan { _ in .status(503) }
            let jobs = (0..<50).map { _ in Job() }
            try await office.send(try jobs.map { try $0.command($0.create) })
            try await eventually("the breaker's opening") { office.backend.calls.count >= 5 }
            try await Task.sleep(for: .milliseconds(500))  // what was admitted before it opened comes to its end
            let before = office.backend.calls.count
            try await Task.sleep(for: .seconds(1))
            // At most one probe each 100 ms, against hundreds of calls of fifty tasks with their own backoff.
            #expect(office.backend.calls.count - before < 40)
            office.backend.plan(nil)
            try await office.waitUntilSettled()
            #expect(office.backend.rows.count == 50)
        }
    }
}
