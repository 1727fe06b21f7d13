import Bus
import HTTPFetch
import Messages
import Synchronization

/// A process's life that ends at a certain one of its calls to the outside, before or after that call's effect: from
/// then on nothing it does reaches anybody, as after `kill -9`.
final class Life: Sendable {
    enum Moment: Sendable, CaseIterable { case before, after }

    private struct State {
        var calls = 0
        var isOver = false
    }

    private let state = Mutex(State())
    private let last: Int
    private let moment: Moment

    /// - Parameter last: The call in which the life ends, from 1; 0 for a life without an end.
    init(endingAt last: Int, _ moment: Moment) {
        self.last = last
        self.moment = moment
    }

    var isOver: Bool { self.state.withLock(\.isOver) }
    var calls: Int { self.state.withLock(\.calls) }

    /// Makes a call, unless the life is over before it; its answer is lost if the life is over after it.
    func call<Result>(_ body: () async throws(BusError) -> Result) async throws(BusError) -> Result {
        let isLast = self.state.withLock { state in
            state.calls += 1
            let isLast = state.calls == self.last
            if isLast, self.moment == .before { state.isOver = true }
            return isLast
        }
        guard !self.isOver else { throw await self.silence() }
        let result = try await body()
        if isLast { self.state.withLock { $0.isOver = true } }
        guard !self.isOver else { throw await self.silence() }
        return result
    }

    /// Waits until the test has the dead process's tasks go.
    private func silence() async -> BusError {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        return BusError(.connectionLost, "dead")
    }
}

/// A queue as a process sees it that may die.
struct MortalQueue: CommandQueue {
    let base: InMemoryCommandQueue
    let life: Life

    func send(_ command: Command) async throws(BusError) -> Int { try await self.base.send(command) }
    func backlog() async throws(BusError) -> Int { try await self.base.backlog() }
    func receive(as consumer: ReplicaID, limit: Int, wait: Duration) async throws(BusError) -> [Delivery] {
        guard !self.life.isOver else { throw BusError(.unavailable, "dead") }
        return try await self.base.receive(as: consumer, limit: limit, wait: wait)
    }
    func holders() async throws(BusError) -> [ReplicaID] {
        self.life.isOver ? [] : try await self.base.holders()
    }
    func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try await self.base.claim(from: holder, as: consumer, idle: idle, limit: limit)
    }
    func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        guard !self.life.isOver else { throw BusError(.unavailable, "dead") }
        return try await self.base.receiveAgain(as: consumer, except: known, limit: limit)
    }
    func complete(_ delivery: Delivery) async throws(BusError) {
        try await self.life.call { () async throws(BusError) in try await self.base.complete(delivery) }
    }
    func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) {
        guard !self.life.isOver else { return }
        try await self.base.handBack(deliveries, from: consumer)
    }
    func bury(_ delivery: Delivery, reason: String) async throws(BusError) {
        try await self.life.call { () async throws(BusError) in try await self.base.bury(delivery, reason: reason) }
    }
}

/// The tasks' state as a process sees it that may die.
struct MortalStore: TaskStore {
    let base: InMemoryTaskStore
    let life: Life

    func add(_ wish: TaskWish, to run: RunID) async throws(BusError) -> TaskState {
        try await self.life.call { () async throws(BusError) in try await self.base.add(wish, to: run) }
    }
    func lock(_ run: RunID, token: String, for duration: Duration) async throws(BusError) -> (
        state: TaskState, isTaken: Bool
    ) {
        try await self.life.call { () async throws(BusError) in
            try await self.base.lock(run, token: token, for: duration)
        }
    }
    func note(_ standing: TaskStanding, of run: RunID, token: String, for duration: Duration) async throws(BusError)
        -> TaskState?
    {
        try await self.life.call { () async throws(BusError) in
            try await self.base.note(standing, of: run, token: token, for: duration)
        }
    }
    func unlock(_ run: RunID, token: String) async throws(BusError) {
        try await self.life.call { () async throws(BusError) in try await self.base.unlock(run, token: token) }
    }
    func own(_ taskId: String, by run: RunID) async throws(BusError) -> RunID {
        try await self.life.call { () async throws(BusError) in try await self.base.own(taskId, by: run) }
    }
}

/// HTTP as a process sees it that may die.
struct MortalFetcher: HTTPFetching {
    let base: CurlFetcher
    let life: Life

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let result: Result<FetchResponse, FetchError>
        do throws(BusError) {
            result = try await self.life.call { () async throws(BusError) -> Result<FetchResponse, FetchError> in
                do throws(FetchError) {
                    let response = try await self.base.fetch(request)
                    let body = try await response.body.collect(upTo: 1 << 20)
                    return .success(
                        FetchResponse(
                            status: response.status,
                            headers: response.headers,
                            body: FetchBody(chunks: [body])
                        )
                    )
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            throw FetchError(code: .cancelled, message: error.message)
        }
        return try result.get()
    }
}
