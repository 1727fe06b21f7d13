import Bus
import Messages
import TestSupport

/// A run with a task, as its senders see it.
struct Job: Sendable {
    let run = RunID.random()
    var user = "42"
    var tenant = "7"
    var taskType = "analysis"
    var description = "분기 보고서 분석"
    var inputData: String? = #"{"question":"왜?"}"#
    var authorization: CallerAuthorization?

    static let result = #"{"result":"끝 \u0000","sources":[]}"#

    func command<Body: CommandBody>(_ body: Body, traceparent: String? = nil) throws -> Command {
        try self.command(Body.kind, try body.encoded(), traceparent: traceparent)
    }

    func command(_ kind: String, _ body: [UInt8], traceparent: String? = nil) throws -> Command {
        guard let tenant = TenantID(self.tenant), let user = UserID(self.user) else { throw SampleError() }
        return Command(
            run: self.run,
            kind: kind,
            caller: Caller(tenant: tenant, user: user),
            edge: ReplicaID(instance: "edge-1", boot: "b"),
            deadline: 0,
            traceparent: traceparent,
            body: body
        )
    }

    var create: CreateTask {
        CreateTask(
            taskType: self.taskType,
            description: self.description,
            inputData: self.inputData,
            authorization: self.authorization
        )
    }

    /// Creation, start, three steps of progress, completion.
    func whole() throws -> [Command] {
        var commands = [try self.command(self.create), try self.command(StartTask())]
        for progress in [10, 40, 80] {
            commands.append(try self.command(ReportProgress(progress: progress, description: "단계 \(progress)")))
        }
        commands.append(try self.command(CompleteTask(result: Self.result)))
        return commands
    }
}
