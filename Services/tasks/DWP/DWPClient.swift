import DWPGateway
import FoundationEssentials
import HTTPFetch
import Messages
import Spans

/// The AgentTask API of the DWP backend, behind its gateway (contract §4.3); each function is one call.
struct DWPClient: Sendable {
    /// Bytes of an answer: a task comes back with its whole result.
    private static let answerLimit = 16 << 20
    private static let path = "/api/main/agent/tasks"

    private let configuration: DWPConfiguration
    private let http: any HTTPFetching

    init(configuration: DWPConfiguration, http: some HTTPFetching) {
        self.configuration = configuration
        self.http = http
    }

    /// Makes a task. Not idempotent.
    func create(_ task: CreateTask, for caller: DWPCaller) async throws(DWPFailure) -> DWPTask {
        guard task.taskType.unicodeScalars.count <= DWPText.taskTypeLimit else {
            throw DWPFailure(.refused, reason: "taskType is longer than \(DWPText.taskTypeLimit) characters")
        }
        let request = NewTask(
            taskType: DWPText.withoutZeros(task.taskType),
            userId: caller.user.description,
            tenantId: caller.tenant.description,
            description: DWPText.description(task.description),
            inputData: task.inputData.map(DWPText.withoutZeros)
        )
        let answer = try await self.call("POST", "", try Self.json(request), "application/json", for: caller)
        return try Self.data(in: answer)
    }

    func task(_ id: String, for caller: DWPCaller) async throws(DWPFailure) -> DWPTask {
        try Self.data(in: try await self.call("GET", "/\(DWPText.percentEncoded(id))", for: caller))
    }

    /// One page of the caller's tasks, the newest first; pages count from 0.
    func tasks(page: Int, size: Int, for caller: DWPCaller) async throws(DWPFailure) -> DWPTaskPage {
        try Self.data(in: try await self.call("GET", Self.query(page, size, caller), for: caller))
    }

    /// A task with all that the backend shows, and whose it is.
    func shownTask(_ id: String, for caller: DWPCaller) async throws(DWPFailure) -> DWPShownTask {
        try Self.data(in: try await self.call("GET", "/\(DWPText.percentEncoded(id))", for: caller))
    }

    /// One page of the caller's tasks with all that the backend shows, the newest first; pages count from 0.
    func shownTasks(page: Int, size: Int, for caller: DWPCaller) async throws(DWPFailure) -> DWPShownTaskPage {
        try Self.data(in: try await self.call("GET", Self.query(page, size, caller), for: caller))
    }

    /// Begins a task, which resets its progress to 0.
    func start(_ id: String, for caller: DWPCaller) async throws(DWPFailure) {
        _ = try await self.call("POST", "/\(DWPText.percentEncoded(id))/start", for: caller)
    }

    func report(_ report: ReportProgress, of id: String, for caller: DWPCaller) async throws(DWPFailure) {
        let progress = Progress(progress: report.progress, description: DWPText.description(report.description))
        let path = "/\(DWPText.percentEncoded(id))/progress"
        _ = try await self.call("PATCH", path, try Self.json(progress), "application/json", for: caller)
    }

    /// Ends a task well; the backend stores the text as it stands.
    func complete(_ id: String, result: String, for caller: DWPCaller) async throws(DWPFailure) {
        let body = Array(DWPText.withoutZeros(result).utf8)
        let path = "/\(DWPText.percentEncoded(id))/complete"
        _ = try await self.call("POST", path, body, "application/json", for: caller)
    }

    /// Ends a task badly.
    func fail(_ id: String, message: String, for caller: DWPCaller) async throws(DWPFailure) {
        let text = DWPText.percentEncoded(DWPText.errorMessage(message))
        _ = try await self.call("POST", "/\(DWPText.percentEncoded(id))/fail?errorMessage=\(text)", for: caller)
    }

    private struct NewTask: Encodable {
        var taskType: String
        var userId: String
        var tenantId: String
        var description: String
        var inputData: String?
    }

    private struct Progress: Encodable {
        var progress: Int
        var description: String
    }

    private static func query(_ page: Int, _ size: Int, _ caller: DWPCaller) -> String {
        let user = DWPText.percentEncoded(caller.user.description)
        let tenant = DWPText.percentEncoded(caller.tenant.description)
        return "?userId=\(user)&tenantId=\(tenant)&page=\(page)&size=\(size)"
    }

    /// Makes one call and returns the body of its success.
    private func call(
        _ method: String,
        _ path: String,
        _ body: [UInt8]? = nil,
        _ type: String? = nil,
        for caller: DWPCaller
    ) async throws(DWPFailure) -> [UInt8] {
        try await self.configuration.traced(method, Self.path, for: caller) {
            (caller, span) async throws(DWPFailure) in
            try await self.answer(to: method, path, body, type, for: caller, in: span)
        }
    }

    private func answer(
        to method: String,
        _ path: String,
        _ body: [UInt8]?,
        _ type: String?,
        for caller: DWPCaller,
        in span: TraceSpan
    ) async throws(DWPFailure) -> [UInt8] {
        let request = FetchRequest(
            method: method,
            url: "\(self.configuration.baseURL)\(Self.path)\(path)",
            headers: self.configuration.headers(for: caller, type: type),
            body: body,
            timeouts: self.configuration.timeouts,
            isRepeatable: method == "GET"
        )
        let status: Int
        let answer: [UInt8]
        do throws(FetchError) {
            let response = try await self.http.fetch(request)
            status = response.status
            span.answered(status)
            answer = try await response.body.collect(upTo: Self.answerLimit)
        } catch {
            throw DWPFailure(error)
        }
        if let failure = DWPFailure(status: status, body: answer) { throw failure }
        return answer
    }

    private static func json(_ value: some Encodable) throws(DWPFailure) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(value))
        } catch {
            throw DWPFailure(.refused, reason: "the request cannot be written as JSON")
        }
    }

    /// What a success holds; without it, nothing is known of the effect.
    private static func data<Payload: Decodable>(in answer: [UInt8]) throws(DWPFailure) -> Payload {
        guard let data = DWPEnvelope.data(Payload.self, in: answer) else {
            throw DWPFailure(.unanswered, reason: "the answer's data cannot be read")
        }
        return data
    }
}
