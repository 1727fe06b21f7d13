import Synchronization

/// A stand-in for the DWP gateway with the backend's AgentTask API behind it: it behaves as contract §4 says, quirks
/// included, fails as it is told, and notes every call.
package final class DWPBackend: Sendable {
    /// Decides what goes wrong with a call; nil lets it pass.
    package typealias FaultPlan = @Sendable (DWPCall) -> DWPFault?

    private struct State {
        var table = DWPTaskTable()
        var calls: [DWPCall] = []
        var underWay: [String: Int] = [:]
        var overlaps: [String] = []
        var delay = Duration.zero
        var plan: FaultPlan?
        var queued: [(operation: DWPOperation?, fault: DWPFault)] = []
        var port = 0
        var isDown = false
    }

    private let state = Mutex(State())

    private let onEnd: @Sendable (DWPCall) -> Void

    /// - Parameter onEnd: Told of every call when it is over.
    package init(onEnd: @escaping @Sendable (DWPCall) -> Void = { _ in }) {
        self.onEnd = onEnd
    }

    package var url: String { "http://127.0.0.1:\(self.port)" }
    package var port: Int { self.state.withLock(\.port) }
    /// Every call so far, in the order of their arrival.
    package var calls: [DWPCall] { self.state.withLock(\.calls) }
    /// Every task, the oldest first.
    package var rows: [DWPTaskRow] { self.state.withLock { $0.table.rows } }
    /// The tasks on which two calls were under way at once.
    package var overlaps: [String] { self.state.withLock(\.overlaps) }

    /// How long each call takes.
    package var delay: Duration {
        get { self.state.withLock(\.delay) }
        set { self.state.withLock { $0.delay = newValue } }
    }

    /// Lets `plan` decide what goes wrong, where no fault is told in particular.
    package func plan(_ plan: FaultPlan?) {
        self.state.withLock { $0.plan = plan }
    }

    /// Makes the next calls (of one kind) go wrong.
    package func inject(_ fault: DWPFault, on operation: DWPOperation? = nil, times: Int = 1) {
        self.state.withLock { $0.queued += Array(repeating: (operation, fault), count: times) }
    }

    /// Lets all calls pass from now on.
    package func clearFaults() {
        self.state.withLock { ($0.queued, $0.plan) = ([], nil) }
    }

    /// Changes a row as somebody else would.
    package func edit(_ taskId: String, _ change: (inout DWPTaskRow) -> Void) {
        self.state.withLock { state in
            guard var row = state.table.row(taskId) else { return }
            change(&row)
            state.table.write(row)
        }
    }

    /// What no caller may do and one did: overlapping calls on a task, updates after its end, progress that goes back.
    package var violations: [String] {
        let (calls, overlaps) = self.state.withLock { ($0.calls, $0.overlaps) }
        var violations = overlaps.map { "calls overlap on \($0)" }
        for call in calls where call.operation.isUpdate && call.statusBefore?.isEnd == true {
            violations.append("\(call.operation) after the end of \(call.taskId ?? "")")
        }
        for call in calls where call.operation == .execute || call.operation == .other {
            violations.append("\(call.request.method) \(call.request.path)")
        }
        return violations
    }

    /// Refuses connections from now on, and cuts those that are open.
    func goDown() { self.state.withLock { $0.isDown = true } }
    func comeBack() { self.state.withLock { $0.isDown = false } }
    var isDown: Bool { self.state.withLock(\.isDown) }
    func listens(on port: Int) { self.state.withLock { $0.port = port } }

    /// Serves one request.
    func serve(_ request: ScriptedRequest, on connection: ScriptedConnection) async throws {
        let parsed = DWPRequest(request)
        let (number, fault, delay) = self.begin(parsed, request)
        defer { self.end(number, status: nil) }
        switch fault {
        case .status(let status, let body):
            if delay > .zero { try await Task.sleep(for: delay) }
            self.end(number, status: status)
            return try await connection.respond("\(status) Fault", ["Content-Type: application/json"], body: body)
        case .cut:
            self.end(number, status: nil)
            return try await connection.reset()
        case .hang:
            await connection.waitForClose()
            return
        case .loseReply, .hangAfterEffect, .late, .statusAfterEffect, nil:
            break
        }
        guard request.header("X-Tenant-ID")?.isEmpty == false else {
            self.end(number, status: DWPAnswer.missingTenant.status)
            return try await Self.write(.missingTenant, to: connection)
        }
        // Read, think, write the whole row: what others wrote meanwhile is lost.
        let pending = self.state.withLock { $0.table.read(parsed, request) }
        if delay > .zero { try await Task.sleep(for: delay) }
        if case .late(let operation) = fault { try await self.waitForEffect(of: operation, on: parsed.taskId) }
        self.commit(pending, number)
        switch fault {
        case .loseReply:
            self.end(number, status: nil)
            try await connection.reset()
        case .hangAfterEffect:
            await connection.waitForClose()
        case .statusAfterEffect(let status):
            self.end(number, status: status)
            try await connection.respond("\(status) Fault")
        default:
            self.end(number, status: pending.answer.status)
            try await Self.write(pending.answer, to: connection)
        }
    }

    private func begin(
        _ parsed: DWPRequest,
        _ request: ScriptedRequest
    ) -> (number: Int, fault: DWPFault?, delay: Duration) {
        self.state.withLock { state in
            let call = DWPCall(
                number: state.calls.count + 1,
                operation: parsed.operation,
                taskId: parsed.taskId,
                request: request,
                began: .now,
                statusBefore: parsed.taskId.flatMap { state.table.row($0)?.status }
            )
            state.calls.append(call)
            if let task = parsed.taskId {
                if state.underWay[task, default: 0] > 0 { state.overlaps.append(task) }
                state.underWay[task, default: 0] += 1
            }
            let index = state.queued.firstIndex { $0.operation == nil || $0.operation == parsed.operation }
            let fault = index.map { state.queued.remove(at: $0).fault } ?? state.plan?(call)
            return (call.number, fault, state.delay)
        }
    }

    private func waitForEffect(of operation: DWPOperation, on taskId: String?) async throws {
        while !self.calls.contains(where: { $0.operation == operation && $0.taskId == taskId && $0.hadEffect }) {
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private func commit(_ pending: DWPTaskTable.Pending, _ number: Int) {
        self.state.withLock { state in
            guard let row = pending.row else { return }
            state.table.write(row)
            state.calls[number - 1].hadEffect = true
            if state.calls[number - 1].operation == .create { state.calls[number - 1].taskId = row.taskId }
        }
    }

    /// Notes a call's end, the first time.
    private func end(_ number: Int, status: Int?) {
        let call: DWPCall? = self.state.withLock { state in
            guard state.calls[number - 1].ended == nil else { return nil }
            state.calls[number - 1].ended = .now
            state.calls[number - 1].status = status
            let call = state.calls[number - 1]
            if call.operation != .create, let task = call.taskId { state.underWay[task, default: 0] -= 1 }
            return call
        }
        if let call { self.onEnd(call) }
    }

    private static func write(_ answer: DWPAnswer, to connection: ScriptedConnection) async throws {
        let headers = answer.body.isEmpty ? [] : ["Content-Type: application/json"]
        try await connection.respond("\(answer.status) Answer", headers, body: answer.body)
    }
}
