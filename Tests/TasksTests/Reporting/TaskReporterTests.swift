import Bus
import DWPGateway
import Messages
import RedisBus
import TestSupport
import Testing

@testable import Tasks

@Suite(.timeLimit(.minutes(2))) struct TaskReporterTests {
    @Test func aTaskIsCreatedStartedReportedAndCompletedInThisOrder() async throws {
        try await withOffice { office in
            let job = Job()
            for command in try job.whole() {
                try await office.send([command])
                try await office.waitUntilSettled()
            }
            try await expectCompleted([job], office)
            let row = try #require(office.backend.rows.first)
            #expect(
                office.backend.operations(of: row.taskId) == [
                    .create, .start, .progress, .progress, .progress, .complete,
                ]
            )
            #expect(row.inputData == job.inputData)
            #expect(row.description == "단계 80")
            #expect(row.taskType == "analysis")
            #expect([row.userId, row.tenantId] == ["42", "7"])
        }
    }

    @Test func aFailureNeedsNoStartAndFitsTheRequestLine() async throws {
        try await withOffice { office in
            let job = Job()
            let message = "\0" + String(repeating: "오류 & 한글 ", count: 200)
            try await office.send([job.command(FailTask(errorMessage: message)), job.command(job.create)])
            try await office.waitUntilSettled()
            let row = try #require(office.backend.rows.first)
            #expect(row.status == .failed)
            #expect(row.errorMessage == DWPText.errorMessage(message))
            #expect(office.backend.operations(of: row.taskId) == [.create, .fail])
            #expect(office.backend.calls.allSatisfy { $0.request.path.utf8.count < 4000 })
            #expect(office.backend.violations.isEmpty)
        }
    }

    @Test func wishesCountInWhateverOrderAndHoweverOftenTheyCome() async throws {
        try await withOffice(replicas: 2) { office in
            let jobs = (0..<30).map { Job(description: "일 \($0 % 3)") }
            var commands: [Command] = []
            for job in jobs { commands += try job.whole() + job.whole() }
            try await office.send(commands.shuffled())
            try await office.waitUntilSettled()
            try await expectCompleted(jobs, office)
            for row in office.backend.rows {
                let reported = office.backend.calls.filter { $0.taskId == row.taskId && $0.operation == .progress }
                #expect(reported.map(\.request.progress) == reported.map(\.request.progress).sorted())
                #expect(office.backend.operations(of: row.taskId).filter { $0 == .start }.count == 1)
            }
        }
    }

    @Test func theFirstEndStandsAndNothingFollowsIt() async throws {
        try await withOffice { office in
            let job = Job()
            try await office.send([job.command(job.create), job.command(CompleteTask(result: Job.result))])
            try await office.waitUntilSettled()
            try await office.send(try job.whole() + [job.command(FailTask(errorMessage: "late"))])
            try await office.waitUntilSettled()
            try await expectCompleted([job], office)
            #expect(office.backend.operations(of: office.backend.rows.first?.taskId) == [.create, .start, .complete])
        }
    }

    @Test func progressIsCoalescedWhileACallIsUnderWay() async throws {
        try await withOffice { office in
            let job = Job()
            try await office.send([job.command(job.create), job.command(StartTask())])
            try await office.waitUntilSettled()
            office.backend.delay = .milliseconds(200)
            try await office.send((1...100).map { try job.command(ReportProgress(progress: $0, description: "\($0)")) })
            try await office.waitUntilSettled()
            let row = try #require(office.backend.rows.first)
            #expect(row.progress == 100)
            #expect(row.description == "100")
            #expect(office.backend.calls.filter { $0.operation == .progress }.count < 20)
            #expect(office.backend.violations.isEmpty)
        }
    }

    @Test func theRunLearnsItsTaskAndItsOwnerIsTold() async throws {
        try await withOffice { office in
            let (job, worker) = (Job(), ReplicaID.fresh("llm"))
            try await office.registry.create(try .sample(job.run), servedBy: .fresh("edge"))
            let inbox = RedisWorkerInbox(client: office.redis, worker: worker)
            _ = try await inbox.renew()
            let log = RedisRunLog(client: office.redis, timeToLive: .seconds(600))
            _ = try await log.mustBegin(job.run, as: worker)
            try await office.send([job.command(job.create)])
            var signals: [WorkerSignal] = []
            try await eventually("the signal") {
                signals += try await inbox.receive(wait: .seconds(1))
                return !signals.isEmpty
            }
            #expect(signals == [.task(job.run)])
            let taskId = try #require(office.backend.rows.first?.taskId)
            #expect(try await office.registry.record(of: job.run)?.taskId == taskId)
            try await office.waitUntilSettled()
        }
    }

    @Test func everyCallCarriesTheHeadersOfTheContract() async throws {
        let valid = CallerAuthorization(token: "own", expiresAt: 4_000_000_000)
        let expired = CallerAuthorization(token: "old", expiresAt: 1_000_000_000)
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try await withOffice(serviceToken: "service") { office in
            for (authorization, expected) in [(valid, "own"), (expired, "service"), (nil, "service")] {
                let job = Job(user: "사용자", tenant: "9", authorization: authorization)
                let before = office.backend.calls.count
                try await office.send([job.command(job.create, traceparent: trace)])
                try await office.waitUntilSettled()
                try await office.send([job.command(CompleteTask(result: "{}"), traceparent: trace)])
                try await office.waitUntilSettled()
                let calls = office.backend.calls.dropFirst(before)
                #expect(calls.map(\.operation) == [.create, .start, .complete])
                for call in calls {
                    #expect(call.request.header("X-Tenant-ID") == "9")
                    #expect(call.request.header("X-User-ID") == "사용자")
                    #expect(call.request.header("X-DWP-Source") == "AURA")
                    #expect(call.request.header("X-DWP-Caller-Type") == "AGENT")
                    #expect(call.request.header("X-Correlation-ID") == job.run.description)
                    #expect(call.request.header("traceparent") == trace)
                    #expect(call.request.header("Authorization") == "Bearer \(expected)")
                }
            }
        }
    }

    @Test func zerosAndLongTextsAreTaken() async throws {
        try await withOffice { office in
            let long = String(repeating: "긴 설명 ", count: 1000)
            let job = Job(
                taskType: String(repeating: "가", count: 100),
                description: "\0\(long)",
                inputData: "{\"a\":\"\0\"}"
            )
            try await office.send([
                job.command(job.create), job.command(ReportProgress(progress: 5, description: "\0\(long)")),
                job.command(CompleteTask(result: "{\"result\":\"\0한\"}")),
            ])
            try await office.waitUntilSettled()
            let row = try #require(office.backend.rows.first)
            #expect(row.status == .completed)
            #expect(row.resultData == #"{"result":"한"}"#)
            #expect(row.inputData == #"{"a":""}"#)
            #expect(try await office.deadLetters().isEmpty)
        }
    }

    @Test(arguments: [
        ("task.create", "{}", "the body is not that of kind task.create"), ("task.create", "no JSON", "the body is"),
        ("task.progress", #"{"progress":101,"description":""}"#, "progress is outside 0...100"),
        ("task.complete", #"{"result":{}}"#, "the body is not"), ("task.execute", "{}", "no kind of task command"),
    ])
    func whatIsNoWishIsBuried(kind: String, body: String, reason: String) async throws {
        try await withOffice { office in
            try await office.send([try Job().command(kind, Array(body.utf8))])
            try await office.waitUntilSettled()
            let dead = try await office.deadLetters()
            #expect(dead.count == 1)
            #expect(dead.first?.reason.hasPrefix(reason) == true)
            #expect(office.backend.calls.isEmpty)
        }
    }

    @Test func aRefusedCreationIsBuriedWithAllThatNeedsItAndMayBeSentAgain() async throws {
        try await withOffice { office in
            let job = Job()
            office.backend.inject(
                .status(403, body: #"{"success":false,"errorCode":"E2001","message":"안 됨"}"#),
                on: .create
            )
            try await office.send([job.command(job.create)])
            try await office.waitUntilSettled()
            try await office.send(Array(try job.whole().dropFirst()))
            try await office.waitUntilSettled()
            let dead = try await office.deadLetters()
            #expect(
                dead.map(\.kind).sorted() == [
                    "task.complete", "task.create", "task.progress", "task.progress", "task.progress", "task.start",
                ]
            )
            #expect(dead.allSatisfy { $0.reason == "HTTP 403 E2001: 안 됨" })
            #expect(office.backend.calls.count == 1)

            // The operator sends it again; what was wished meanwhile is done, too.
            try await office.send([job.command(job.create)])
            try await office.waitUntilSettled()
            #expect(office.backend.rows.map(\.status) == [.completed])
            #expect(office.backend.violations.isEmpty)
        }
    }

    @Test func aTypeThatIsTooLongIsFinal() async throws {
        try await withOffice { office in
            let job = Job(taskType: String(repeating: "가", count: 101))
            try await office.send([job.command(job.create)])
            try await office.waitUntilSettled()
            #expect(try await office.deadLetters().map(\.reason) == ["taskType is longer than 100 characters"])
            #expect(office.backend.calls.isEmpty)
        }
    }

    @Test func anInternalErrorOfACreationIsFinalAfterOneLook() async throws {
        try await withOffice { office in
            let broken = DWPFault.status(500, body: #"{"success":false,"errorCode":"E1000"}"#)
            office.backend.inject(broken, on: .create, times: 5)
            let job = Job()
            try await office.send([job.command(job.create)])
            try await office.waitUntilSettled()
            #expect(office.backend.calls.map(\.operation) == [.create, .tasks])
            #expect(try await office.deadLetters().map(\.reason) == ["HTTP 500 E1000"])
        }
    }

    @Test func aCompletionThatTheBackendBreaksOnIsRepeatedOnceAfterAStart() async throws {
        try await withOffice { office in
            let job = Job()
            try await office.send([job.command(job.create), job.command(StartTask())])
            try await office.waitUntilSettled()
            let taskId = try #require(office.backend.rows.first?.taskId)
            office.backend.edit(taskId) { ($0.startedAt, $0.status) = (nil, .requested) }
            try await office.send([job.command(CompleteTask(result: Job.result))])
            try await office.waitUntilSettled()
            try await expectCompleted([job], office)
            #expect(
                office.backend.operations(of: taskId) == [.create, .start, .complete, .task, .start, .complete]
            )
        }
    }

    @Test func aCompletionThatAlwaysBreaksIsBuriedAfterItsOneRepetition() async throws {
        try await withOffice { office in
            let job = Job()
            let broken = DWPFault.status(500, body: #"{"success":false,"errorCode":"E1000"}"#)
            office.backend.inject(broken, on: .complete, times: 5)
            try await office.send([job.command(job.create), job.command(CompleteTask(result: Job.result))])
            try await office.waitUntilSettled()
            let dead = try await office.deadLetters()
            #expect(dead.contains { $0.kind == "task.create" })
            #expect(dead.allSatisfy { $0.reason == "HTTP 500 E1000" })
            #expect(office.backend.calls.map(\.operation) == [.create, .start, .complete, .task])

            // The operator sends the creation again, which stands for what came before it.
            office.backend.clearFaults()
            try await office.send([job.command(job.create)])
            try await office.waitUntilSettled()
            #expect(office.backend.rows.map(\.status) == [.completed])
        }
    }

    @Test func twoReplicasFinishTwoHundredTasksInTime() async throws {
        try await withOffice(replicas: 2) { office in
            office.backend.delay = .milliseconds(50)
            let jobs = (0..<200).map { _ in Job() }
            let began = ContinuousClock.now
            for step in 0..<6 { try await office.send(try jobs.map { try $0.whole()[step] }) }
            try await office.waitUntilSettled(within: .seconds(60))
            #expect(ContinuousClock.now - began < .seconds(30))
            try await expectCompleted(jobs, office)
        }
    }
}

extension ScriptedRequest {
    /// The progress that a PATCH reports.
    fileprivate var progress: Int {
        let text = String(decoding: self.body, as: UTF8.self)
        guard let range = text.firstRange(of: #""progress":"#) else { return -1 }
        return Int(text[range.upperBound...].prefix(while: \.isNumber)) ?? -1
    }
}
