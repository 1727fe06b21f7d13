package import Bus
import Messages
import Testing

/// Holds a store to what ``TaskStore`` promises.
package func expectTaskStoreContract(_ store: some TaskStore) async throws {
    try await expectWishesAreKept(store)
    try await expectOneHoldsTheLock(store)
    try await expectStandingsAreNoted(store)
    try await expectOneOwnerWins(store)
}

private func expectWishesAreKept(_ store: some TaskStore) async throws {
    let run = RunID.random()
    let create = CreateTask(
        taskType: "analysis",
        description: "분기 보고 \"\n",
        inputData: #"{"a":1}"#,
        authorization: CallerAuthorization(token: "t", expiresAt: 7)
    )
    var wishes = TaskWishes(end: .complete(result: #"{"result":"끝"}"#))
    #expect(try await store.add(.end(.complete(result: #"{"result":"끝"}"#)), to: run) == TaskState(wishes: wishes))
    #expect(try await store.add(.end(.fail(message: "late")), to: run).wishes == wishes, "the first ending stands")
    let reports = [(40, "a"), (10, "b"), (40, "c"), (41, "d")].map { ReportProgress(progress: $0, description: $1) }
    for report in reports { _ = try await store.add(.progress(report), to: run) }
    wishes.progress = reports[3]
    wishes.isStarted = true
    #expect(try await store.add(.start, to: run).wishes == wishes)
    _ = try await store.add(.progress(ReportProgress(progress: 0, description: "")), to: run)
    wishes.create = create
    #expect(try await store.add(.create(create), to: run).wishes == wishes)
    let second = CreateTask(taskType: "other", description: "")
    #expect(try await store.add(.create(second), to: run).wishes == wishes, "the first creation stands")
    #expect(try await store.add(.start, to: .random()) == TaskState(wishes: TaskWishes(isStarted: true)))
    let zero = ReportProgress(progress: 0, description: "at nothing")
    #expect(try await store.add(.progress(zero), to: .random()).wishes.progress == zero)
}

private func expectOneHoldsTheLock(_ store: some TaskStore) async throws {
    let run = RunID.random()
    _ = try await store.add(.start, to: run)
    let first = try await store.lock(run, token: "a", for: .seconds(60))
    #expect(first.isTaken)
    #expect(first.state.wishes.isStarted)
    let second = try await store.lock(run, token: "b", for: .seconds(60))
    #expect(!second.isTaken)
    #expect(second.state == first.state)
    #expect(try await store.lock(.random(), token: "b", for: .seconds(60)).isTaken, "another run's is free")
    #expect(try await store.lock(run, token: "a", for: .seconds(60)).isTaken)
    try await store.unlock(run, token: "b")
    #expect(try await !store.lock(run, token: "b", for: .seconds(60)).isTaken)
    try await store.unlock(run, token: "a")
    #expect(try await store.lock(run, token: "b", for: .milliseconds(20)).isTaken)
    try await eventually("the lapse of a lock") {
        try await store.lock(run, token: "a", for: .seconds(60)).isTaken
    }
    #expect(try await store.note(TaskStanding(), of: run, token: "b", for: .seconds(60)) == nil)

    let contended = RunID.random()
    let winners = try await withThrowingTaskGroup(of: Bool.self) { tasks in
        for number in 0..<20 {
            tasks.addTask { try await store.lock(contended, token: "\(number)", for: .seconds(60)).isTaken }
        }
        return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
}

private func expectStandingsAreNoted(_ store: some TaskStore) async throws {
    let run = RunID.random()
    var state = try await store.add(.end(.fail(message: "because")), to: run)
    _ = try await store.lock(run, token: "a", for: .seconds(1))
    state.standing = TaskStanding(
        phase: .started,
        taskId: "0b0e1b1e",
        isAnnounced: true,
        progress: 40,
        doubt: .init(.end, refusal: "E1000"),
        isUnsettled: true,
        isRestarted: true,
        failure: .init(.end, reason: "refused"),
        progressRefusal: "no",
        since: 1_790_000_000_000
    )
    #expect(try await store.note(state.standing, of: run, token: "b", for: .seconds(60)) == nil)
    #expect(try await store.note(state.standing, of: run, token: "a", for: .seconds(60)) == state)
    try await Task.sleep(for: .milliseconds(1100))  // longer than the lock alone
    #expect(try await store.lock(run, token: "b", for: .seconds(60)).state == state)
    #expect(try await !store.lock(run, token: "b", for: .seconds(60)).isTaken, "a note renews the lock")

    state = TaskState(standing: TaskStanding(phase: .ended, taskId: "0b0e1b1e"))
    #expect(try await store.note(state.standing, of: run, token: "a", for: .seconds(60)) == state)
    let late: [TaskWish] = [
        .create(CreateTask(taskType: "t", description: "")), .start, .end(.complete(result: "")),
        .progress(ReportProgress(progress: 3, description: "")),
    ]
    for wish in late { #expect(try await store.add(wish, to: run) == state, "nothing is wished of an ended task") }
}

private func expectOneOwnerWins(_ store: some TaskStore) async throws {
    let task = RunID.random().description
    let runs = (0..<20).map { _ in RunID.random() }
    let owners = try await withThrowingTaskGroup(of: RunID.self) { tasks in
        for run in runs { tasks.addTask { try await store.own(task, by: run) } }
        return try await tasks.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(owners.count == 1)
    #expect(runs.contains(try #require(owners.first)))
    #expect(try await store.own(RunID.random().description, by: runs[0]) == runs[0])
}
