import Bus
import Messages
import Testing

/// Holds a bus to what ``CommandQueue`` promises. Nothing else may use the queue meanwhile.
package func expectCommandQueueContract(_ bus: some ContractBus) async throws {
    try await expectCommandsAreSentAndCompleted(bus)
    try await expectARunIsRecordedBeforeItsCommandIsThere(bus)
    try await expectEachCommandGoesToOneConsumer(bus)
    try await expectAWaitingConsumerIsWoken(bus)
    try await expectTheDeadAreClaimedFrom(bus)
    try await expectHandingBackIsNoAttempt(bus)
    try await expectUnknownCommandsAreReceivedAgain(bus)
    try await expectTheHopelessAreBuried(bus)
}

private let moment = Duration.milliseconds(10)

private func expectCommandsAreSentAndCompleted(_ bus: some ContractBus) async throws {
    let queue = bus.makeQueue()
    let consumer = ReplicaID.fresh("worker")
    #expect(try await queue.backlog() == 0)
    #expect(try await queue.receive(as: consumer, limit: 10, wait: moment).isEmpty)
    let commands = [
        try Command.sample(), try Command.sample(body: (0...255).map { UInt8($0) }), try Command.sample(body: []),
    ]
    for (index, command) in commands.enumerated() { #expect(try await queue.send(command) == index + 1) }
    #expect(try await queue.backlog() == 3)
    let first = try await queue.receive(as: consumer, limit: 2, wait: moment)
    #expect(try first.map { try $0.command() } == Array(commands.prefix(2)))
    #expect(first.map(\.attempts) == [1, 1])
    let rest = try await queue.receive(as: consumer, limit: 10, wait: moment)
    #expect(try rest.map { try $0.command() } == [commands[2]])
    #expect(try await queue.backlog() == 3, "what is in hand still counts")
    for delivery in first + rest { try await queue.complete(delivery) }
    #expect(try await queue.backlog() == 0)
    try await queue.complete(rest[0])
    #expect(try await queue.receive(as: consumer, limit: 10, wait: moment).isEmpty)
    #expect(try await queue.claim(from: consumer, as: .fresh("worker"), idle: .zero, limit: 10).isEmpty)
}

private func expectARunIsRecordedBeforeItsCommandIsThere(_ bus: some ContractBus) async throws {
    let queue = bus.makeQueue()
    let edge = ReplicaID.fresh("edge")
    let records = try (0..<20).map { _ in try RunRecord.sample() }
    try await withThrowingTaskGroup { tasks in
        tasks.addTask {
            for (index, record) in records.enumerated() {
                let command = try Command.sample(record.run)
                let backlog = try await bus.registry.create(record, servedBy: edge, sending: command, to: queue)
                #expect((1...index + 1).contains(backlog))
            }
        }
        var received = 0
        while received < records.count {
            for delivery in try await queue.receive(as: .fresh("worker"), limit: 3, wait: .seconds(30)) {
                #expect(try delivery.command().run == records[received].run)
                #expect(try await bus.registry.record(of: records[received].run) == records[received])
                #expect(try await bus.registry.edges(of: records[received].run) == [edge])
                try await queue.complete(delivery)
                received += 1
            }
        }
        try await tasks.waitForAll()
    }
}

private func expectEachCommandGoesToOneConsumer(_ bus: some ContractBus) async throws {
    let commands = try (0..<60).map { _ in try Command.sample() }
    let sender = bus.makeQueue()
    for command in commands { _ = try await sender.send(command) }
    let received = try await withThrowingTaskGroup(of: [RunID].self) { tasks in
        for _ in 0..<4 {
            tasks.addTask {
                let queue = bus.makeQueue()
                let consumer = ReplicaID.fresh("worker")
                var runs: [RunID] = []
                while true {
                    let deliveries = try await queue.receive(as: consumer, limit: 7, wait: moment)
                    guard !deliveries.isEmpty else { return runs }
                    for delivery in deliveries {
                        runs.append(try delivery.command().run)
                        try await queue.complete(delivery)
                    }
                }
            }
        }
        return try await tasks.reduce(into: []) { $0 += $1 }
    }
    #expect(received.count == commands.count)
    #expect(Set(received) == Set(commands.map(\.run)))
    #expect(try await sender.backlog() == 0)
}

private func expectAWaitingConsumerIsWoken(_ bus: some ContractBus) async throws {
    let (queue, sender) = (bus.makeQueue(), bus.makeQueue())
    let command = try Command.sample()
    let began = ContinuousClock.now
    async let waiting = queue.receive(as: .fresh("worker"), limit: 1, wait: .seconds(30))
    _ = try await sender.send(command)
    let deliveries = try await waiting
    #expect(ContinuousClock.now - began < .seconds(10))
    #expect(try deliveries.map { try $0.command() } == [command])
    for delivery in deliveries { try await queue.complete(delivery) }
}

private func expectTheDeadAreClaimedFrom(_ bus: some ContractBus) async throws {
    let queue = bus.makeQueue()
    let (dead, heir, rival) = (ReplicaID.fresh("worker"), ReplicaID.fresh("worker"), ReplicaID.fresh("worker"))
    let commands = try (0..<3).map { _ in try Command.sample() }
    for command in commands { _ = try await queue.send(command) }
    #expect(try await queue.receive(as: dead, limit: 3, wait: moment).count == 3)
    #expect(try await queue.holders().contains(dead))
    #expect(try await queue.claim(from: dead, as: heir, idle: .seconds(3600), limit: 10).isEmpty)
    #expect(try await queue.holders().contains(dead), "what it holds is not forgotten")
    #expect(try await queue.claim(from: rival, as: heir, idle: .zero, limit: 10).isEmpty)

    let claimed = try await queue.claim(from: dead, as: heir, idle: .zero, limit: 2)
    #expect(try claimed.map { try $0.command() } == Array(commands.prefix(2)))
    #expect(claimed.map(\.attempts) == [2, 2])
    #expect(try await queue.holders().contains(heir))
    let third = try await queue.claim(from: dead, as: heir, idle: .zero, limit: 10)
    #expect(try third.map { try $0.command() } == [commands[2]])
    #expect(try await queue.claim(from: dead, as: heir, idle: .zero, limit: 10).isEmpty)
    #expect(try await !queue.holders().contains(dead), "a holder with nothing left is forgotten")
    #expect(try await queue.receive(as: rival, limit: 10, wait: moment).isEmpty)

    // What is claimed again and again counts on; its idle time begins anew.
    #expect(try await queue.claim(from: heir, as: rival, idle: .seconds(60), limit: 10).isEmpty)
    let again = try await queue.claim(from: heir, as: rival, idle: .zero, limit: 1)
    #expect(again.map(\.attempts) == [3])
    for delivery in claimed + third { try await queue.complete(delivery) }
    #expect(try await queue.backlog() == 0)
    for holder in [heir, rival] {
        #expect(try await queue.claim(from: holder, as: dead, idle: .zero, limit: 9).isEmpty)
    }
}

private func expectHandingBackIsNoAttempt(_ bus: some ContractBus) async throws {
    let queue = bus.makeQueue()
    let (leaving, heir, rival) = (ReplicaID.fresh("worker"), ReplicaID.fresh("worker"), ReplicaID.fresh("worker"))
    _ = try await queue.send(try Command.sample())
    let taken = try await queue.receive(as: leaving, limit: 1, wait: moment)
    try await queue.handBack(taken, from: leaving)
    #expect(try await queue.backlog() == 1)
    #expect(try await queue.receive(as: rival, limit: 1, wait: moment).isEmpty)

    // At once, and by one of two only.
    async let one = queue.claim(from: leaving, as: heir, idle: .seconds(60), limit: 5)
    async let other = queue.claim(from: leaving, as: rival, idle: .seconds(60), limit: 5)
    let (won, lost) = try await (one, other)
    #expect(won.count + lost.count == 1)
    #expect((won + lost).map(\.attempts) == [1])
    let holder = won.isEmpty ? rival : heir

    // Whoever lost a command meanwhile cannot hand it back.
    try await queue.handBack(taken, from: leaving)
    #expect(try await queue.claim(from: leaving, as: .fresh("worker"), idle: .zero, limit: 5).isEmpty)
    let last = try await queue.claim(from: holder, as: leaving, idle: .zero, limit: 5)
    #expect(last.map(\.attempts) == [2])
    try await queue.handBack(last, from: leaving)
    let again = try await queue.claim(from: leaving, as: heir, idle: .seconds(60), limit: 5)
    #expect(again.map(\.attempts) == [2])
    for delivery in again { try await queue.complete(delivery) }
    try await queue.handBack(again, from: heir)
    try await queue.handBack([], from: heir)
    #expect(try await queue.backlog() == 0)
    #expect(try await queue.claim(from: heir, as: rival, idle: .zero, limit: 5).isEmpty)
}

private func expectUnknownCommandsAreReceivedAgain(_ bus: some ContractBus) async throws {
    let queue = bus.makeQueue()
    let (consumer, other) = (ReplicaID.fresh("worker"), ReplicaID.fresh("worker"))
    #expect(try await queue.receiveAgain(as: consumer, except: [], limit: 10).isEmpty)
    let commands = try (0..<5).map { _ in try Command.sample() }
    for command in commands { _ = try await queue.send(command) }
    let held = try await queue.receive(as: consumer, limit: 4, wait: moment)
    let others = try await queue.receive(as: other, limit: 1, wait: moment)
    let known = Set(held.prefix(2).map(\.entry))
    let unknown = try await queue.receiveAgain(as: consumer, except: known, limit: 10)
    #expect(try unknown.map { try $0.command() } == Array(commands[2...3]))
    #expect(unknown.map(\.attempts) == [1, 1])
    #expect(try await queue.receiveAgain(as: consumer, except: known, limit: 1).map(\.entry) == [held[2].entry])
    #expect(try await queue.receiveAgain(as: consumer, except: Set(held.map(\.entry)), limit: 10).isEmpty)
    #expect(try await queue.claim(from: consumer, as: other, idle: .zero, limit: 10).map(\.attempts) == [2, 2, 2, 2])
    #expect(try await queue.receiveAgain(as: consumer, except: [], limit: 10).isEmpty)
    for delivery in held + others { try await queue.complete(delivery) }
}

private func expectTheHopelessAreBuried(_ bus: some ContractBus) async throws {
    let queue = bus.makeQueue()
    let consumer = ReplicaID.fresh("worker")
    _ = try await queue.send(try Command.sample())
    for delivery in try await queue.receive(as: consumer, limit: 1, wait: moment) {
        try await queue.bury(delivery, reason: "because")
    }
    #expect(try await queue.backlog() == 0)
    #expect(try await queue.receive(as: consumer, limit: 1, wait: moment).isEmpty)
    #expect(try await queue.claim(from: consumer, as: .fresh("worker"), idle: .zero, limit: 5).isEmpty)
}
