import Bus
import Messages
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CommandConsumerTests {
    let bus = InMemoryBus()
    let queue = FaultyQueue()
    let worker = ReplicaID.fresh("worker")
    let moment = Duration.milliseconds(10)

    var leases: InMemoryLeases { InMemoryLeases(bus: self.bus) }

    private func consumer(
        concurrency: Int = 4,
        maximumDeliveries: Int = 3,
        lease: Duration = .milliseconds(20),
        drain: Duration = .seconds(60),
        _ handler: TestHandler
    ) -> CommandConsumer<FaultyQueue, InMemoryLeases, TestHandler> {
        let configuration = ConsumerConfiguration(
            concurrency: concurrency,
            maximumDeliveries: maximumDeliveries,
            lease: lease,
            claimInterval: self.moment,
            drain: drain
        )
        return CommandConsumer(
            queue: self.queue,
            leases: self.leases,
            handler: handler,
            consumer: self.worker,
            configuration: configuration,
            session: { 1 },
            logger: silent
        )
    }

    @Test func whoCannotRenewItsOwnLeaseTakesNobodysWork() async throws {
        let living = ReplicaID.fresh("living")
        _ = try await self.send()
        _ = try await self.queue.receive(as: living, limit: 1, wait: .zero)
        let leases = FullLeases(base: self.leases)
        let handled = Atomic(0)
        let handler = TestHandler(onHandle: { _, _ in
            handled.add(1, ordering: .relaxed)
            return .done
        })
        let consumer = CommandConsumer(
            queue: self.queue,
            leases: leases,
            handler: handler,
            consumer: self.worker,
            configuration: ConsumerConfiguration(concurrency: 4, lease: .milliseconds(20), claimInterval: self.moment),
            session: { 1 },
            logger: silent
        )
        try await withServices(consumer) {
            // The first renewal is the consumer's own beginning; then the store is full, and the other's lease lapses.
            try await eventually("refused renewals") { leases.refusals > 3 }
            #expect(handled.load(ordering: .relaxed) == 0)
            leases.isFull = false
            try await self.waitUntilEmpty()
        }
        #expect(handled.load(ordering: .relaxed) == 1)
    }

    /// Leases in a store that takes no writes after the first.
    private final class FullLeases: Leases {
        private let base: InMemoryLeases
        private let state = Mutex((renewals: 0, refusals: 0, isFull: true))

        init(base: InMemoryLeases) {
            self.base = base
        }

        var refusals: Int { self.state.withLock(\.refusals) }
        var isFull: Bool {
            get { self.state.withLock(\.isFull) }
            set { self.state.withLock { $0.isFull = newValue } }
        }

        func renew(_ replica: ReplicaID, for duration: Duration) async throws(BusError) {
            let isRefused = self.state.withLock { state in
                state.renewals += 1
                guard state.isFull, state.renewals > 1 else { return false }
                state.refusals += 1
                return true
            }
            if isRefused { throw BusError(.full, "no memory") }
            try await self.base.renew(replica, for: duration)
        }

        func release(_ replica: ReplicaID) async throws(BusError) { try await self.base.release(replica) }

        func traits(of replicas: [ReplicaID]) async throws(BusError) -> [ReplicaID: WorkerTrait] {
            try await self.base.traits(of: replicas)
        }
    }

    private func send(_ count: Int = 1) async throws -> [RunID] {
        var runs: [RunID] = []
        for _ in 0..<count {
            runs.append(.random())
            _ = try await self.queue.send(try .sample(runs.last ?? .random()))
        }
        return runs
    }

    private func waitUntilEmpty() async throws {
        try await eventually("an empty queue") { try await self.queue.backlog() == 0 }
    }

    @Test func everyCommandIsCarriedOutOnce() async throws {
        let handled = Mutex<[RunID]>([])
        let runs = try await self.send(100)
        let handler = TestHandler(onHandle: { command, attempt in
            handled.withLock { $0.append(command.run) }
            #expect(attempt == 1)
            return .done
        })
        try await withServices(self.consumer(handler)) { try await self.waitUntilEmpty() }
        #expect(handled.withLock { $0 }.count == 100)
        #expect(Set(handled.withLock { $0 }) == Set(runs))
    }

    @Test func oneReadLeavesOthersTheirShareOfABurst() async throws {
        _ = try await self.send(20)
        try await withServices(self.consumer(concurrency: 100, TestHandler(onHandle: { _, _ in .done }))) {
            try await self.waitUntilEmpty()
        }
        #expect(self.queue.readSizes.filter { $0 > 0 } == [8, 8, 4])
    }

    @Test func whoStoodStillBeginsOnlyWhatNobodyTookMeanwhile() async throws {
        let runs = try await self.send(3)
        let (base, worker, rival) = (self.queue.base, self.worker, ReplicaID.fresh("rival"))
        self.queue.freezeNextRead { deliveries in
            #expect(deliveries.count == 3)
            try? await Task.sleep(for: .milliseconds(100))  // longer than a lease
            let taken = try? await base.claim(from: worker, as: rival, idle: .zero, limit: 2)
            #expect(taken?.count == 2)
        }
        let handled = Mutex<[RunID]>([])
        let handler = TestHandler(onHandle: { command, attempt in
            handled.withLock { $0.append(command.run) }
            #expect(attempt == 1)
            return .done
        })
        try await self.leases.renew(rival, for: .seconds(60))
        try await withServices(self.consumer(handler)) {
            try await eventually("the rival's work alone") { try await self.queue.backlog() == 2 }
        }
        #expect(handled.withLock { $0 } == [runs[2]])
        #expect(try await base.claim(from: rival, as: worker, idle: .zero, limit: 9).count == 2)
    }

    @Test func whatWasLostToAnotherIsBegunAgainWhenItComesBackUnheard() async throws {
        _ = try await self.send()
        let (base, rival) = (self.queue.base, ReplicaID.fresh("rival"))
        let gate = Gate()
        let handler = TestHandler(onHandle: { _, attempt in
            guard attempt == 1 else { return .done }
            await gate.pass()
            return .lost
        })
        self.queue.loseReplies(to: .claim)
        try await withServices(self.consumer(handler)) {
            try await eventually("the first attempt") { gate.arrivals == 1 }
            // The rival dies at once, and what the worker hears of taking it back is lost.
            #expect(try await base.claim(from: self.worker, as: rival, idle: .zero, limit: 1).count == 1)
            gate.open()
            try await self.waitUntilEmpty()
        }
        #expect(self.queue.faultsLeft == 0)
    }

    @Test func noMoreCommandsAreTakenThanThereAreHands() async throws {
        let gate = Gate()
        let running = Atomic(0)
        let most = Atomic(0)
        _ = try await self.send(20)
        let handler = TestHandler(onHandle: { _, _ in
            let now = running.add(1, ordering: .sequentiallyConsistent).newValue
            most.max(now, ordering: .sequentiallyConsistent)
            await gate.pass()
            running.subtract(1, ordering: .sequentiallyConsistent)
            return .done
        })
        try await withServices(self.consumer(concurrency: 3, handler)) {
            try await eventually("three at once") { gate.arrivals == 3 }
            let rest = try await self.queue.receive(as: .fresh("other"), limit: 100, wait: .zero)
            #expect(rest.count == 17, "what it has no hand for is left to others")
            for delivery in rest { try await self.queue.complete(delivery) }
            _ = try await self.send(20)
            gate.open()
            try await self.waitUntilEmpty()
        }
        #expect(most.load(ordering: .sequentiallyConsistent) == 3)
        #expect(gate.arrivals == 23)
    }

    @Test func aCommandIsGivenUpAfterItsAttemptsAndBuriedWithItsReason() async throws {
        let (first, second) = (ReplicaID.fresh("dead"), ReplicaID.fresh("dead"))
        let run = try await self.send()[0]
        _ = try await self.queue.receive(as: first, limit: 1, wait: .zero)
        _ = try await self.queue.claim(from: first, as: second, idle: .zero, limit: 1)
        let handler = TestHandler(
            onHandle: { _, _ in
                Issue.record("carried out once too often")
                return .done
            },
            onGiveUp: { command, attempts in
                #expect(command.run == run)
                #expect(attempts == 2)
                return .bury(reason: "hopeless")
            }
        )
        try await withServices(self.consumer(maximumDeliveries: 2, handler)) { try await self.waitUntilEmpty() }
        #expect(self.queue.base.deadLetters.map(\.reason) == ["hopeless"])
    }

    @Test func theLastAttemptIsStillMade() async throws {
        let dead = ReplicaID.fresh("dead")
        _ = try await self.send()
        _ = try await self.queue.receive(as: dead, limit: 1, wait: .zero)
        let attempts = Mutex<[Int]>([])
        let handler = TestHandler(onHandle: { _, attempt in
            attempts.withLock { $0.append(attempt) }
            return .done
        })
        try await withServices(self.consumer(maximumDeliveries: 2, handler)) { try await self.waitUntilEmpty() }
        #expect(attempts.withLock { $0 } == [2])
    }

    @Test func aMalformedEntryIsBuriedAndTheNextIsCarriedOut() async throws {
        self.queue.base.send(fields: [("v", Array("1".utf8)), ("run", [0xFF])])
        self.queue.base.send(fields: [])
        let runs = try await self.send()
        let handled = Mutex<[RunID]>([])
        let handler = TestHandler(onHandle: { command, _ in
            handled.withLock { $0.append(command.run) }
            return .done
        })
        try await withServices(self.consumer(handler)) { try await self.waitUntilEmpty() }
        #expect(handled.withLock { $0 } == runs)
        #expect(Set(self.queue.base.deadLetters.map(\.reason)) == ["run is not UTF-8", "v is missing"])
    }

    @Test func whatTheHandlerBuriesIsADeadLetter() async throws {
        _ = try await self.send()
        let handler = TestHandler(onHandle: { _, _ in .bury(reason: "not that kind") })
        self.queue.refuse(.bury, 2)
        try await withServices(self.consumer(handler)) { try await self.waitUntilEmpty() }
        #expect(self.queue.base.deadLetters.map(\.reason) == ["not that kind"])
    }

    @Test func aShutdownFinishesWhatIsInFlightAndTakesNothingNew() async throws {
        let gate = Gate()
        _ = try await self.send(2)
        let handler = TestHandler(onHandle: { _, _ in
            await gate.pass()
            #expect(!Task.isCancelled)
            return .done
        })
        let consumer = self.consumer(concurrency: 2, handler)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await consumer.run() }
                try await eventually("two at once") { gate.arrivals == 2 }
                trigger.triggerGracefulShutdown()
                _ = try await self.send(1)
                gate.open()
                try await tasks.waitForAll()
            }
        }
        #expect(gate.arrivals == 2)
        #expect(try await self.queue.backlog() == 1)
        #expect(try await self.attemptsOfAnHeir() == [1])
    }

    @Test func aShutdownHandsBackWhatIsNotFinishedInTimeWithoutCountingAnAttempt() async throws {
        let gate = Gate()
        _ = try await self.send(3)
        self.queue.refuse(.handBack, 1)
        let handler = TestHandler(onHandle: { _, _ in
            await gate.pass()
            return Task.isCancelled ? .handBack : .done
        })
        try await withServices(self.consumer(concurrency: 2, drain: self.moment, handler)) {
            try await eventually("two at once") { gate.arrivals == 2 }
        }
        #expect(try await self.queue.backlog() == 3)
        let attempts = try await self.attemptsOfAnHeir()
        #expect(attempts.sorted().prefix(2) == [1, 1])
        #expect(attempts.count == 3)
    }

    /// Takes everything over as the next worker would, and returns how often each command was tried then.
    private func attemptsOfAnHeir() async throws -> [Int] {
        let heir = ReplicaID.fresh("heir")
        let claimed = try await self.queue.claim(from: self.worker, as: heir, idle: .zero, limit: 10)
        let received = try await self.queue.receive(as: heir, limit: 10, wait: .zero)
        return (claimed + received).map(\.attempts)
    }

    @Test func theCommandsOfADeadWorkerAreTakenOverAndASlowOnesNever() async throws {
        let (dead, slow) = (ReplicaID.fresh("dead"), ReplicaID.fresh("slow"))
        _ = try await self.send()
        _ = try await self.queue.receive(as: slow, limit: 1, wait: .zero)
        let lost = try await self.send()
        _ = try await self.queue.receive(as: dead, limit: 1, wait: .zero)
        try await self.leases.renew(slow, for: .seconds(3600))
        let handled = Mutex<[RunID]>([])
        let handler = TestHandler(onHandle: { command, _ in
            handled.withLock { $0.append(command.run) }
            return .done
        })
        try await withServices(self.consumer(handler)) {
            try await eventually("the takeover") { handled.withLock { $0 } == lost }
            // Another death, so that there was another look at who lives.
            _ = try await self.send()
            _ = try await self.queue.receive(as: .fresh("dead"), limit: 1, wait: .zero)
            try await eventually("the takeover") { handled.withLock { $0.count } == 2 }
            try await eventually("what is done is acknowledged") { try await self.queue.holders() == [slow] }
        }
        #expect(try await self.queue.backlog() == 1)
    }

    @Test func aLostRunsEntryIsLeftAlone() async throws {
        _ = try await self.send()
        let handled = Atomic(0)
        let handler = TestHandler(onHandle: { _, _ in
            handled.add(1, ordering: .sequentiallyConsistent)
            return .lost
        })
        try await withServices(self.consumer(handler)) {
            try await eventually("the loss") { handled.load(ordering: .sequentiallyConsistent) == 1 }
        }
        #expect(try await self.queue.backlog() == 1)
        #expect(handled.load(ordering: .sequentiallyConsistent) == 1)
        #expect(self.queue.base.deadLetters.isEmpty)
    }

    @Test func finishingIsRepeatedUntilTheStoreTakesIt() async throws {
        _ = try await self.send()
        self.queue.refuse(.complete, 2)
        self.queue.loseReplies(to: .complete, 1)
        let handled = Atomic(0)
        let handler = TestHandler(onHandle: { _, _ in
            handled.add(1, ordering: .sequentiallyConsistent)
            return .done
        })
        try await withServices(self.consumer(handler)) { try await self.waitUntilEmpty() }
        #expect(handled.load(ordering: .sequentiallyConsistent) == 1)
        #expect(self.queue.faultsLeft <= 1)
    }

    @Test func readingGoesOnAfterAnOutage() async throws {
        self.queue.refuse(.receive, 3)
        _ = try await self.send(2)
        try await withServices(self.consumer(TestHandler())) { try await self.waitUntilEmpty() }
    }

    @Test func commandsWhoseDeliveryWasLostOnTheWayAreCarriedOut() async throws {
        try await self.leases.renew(self.worker, for: .seconds(3600))
        self.queue.loseReplies(to: .receive)
        let runs = try await self.send(3)
        let handled = Mutex<[RunID]>([])
        let handler = TestHandler(onHandle: { command, _ in
            handled.withLock { $0.append(command.run) }
            return .done
        })
        try await withServices(self.consumer(handler)) { try await self.waitUntilEmpty() }
        #expect(handled.withLock { $0.count } == 3)
        #expect(Set(handled.withLock { $0 }) == Set(runs))
    }

    @Test func commandsInHandAreNotTakenTwiceWhileLostOnesAreLookedFor() async throws {
        let gate = Gate()
        _ = try await self.send(2)
        let runs = Mutex<[RunID]>([])
        let handler = TestHandler(onHandle: { command, _ in
            runs.withLock { $0.append(command.run) }
            await gate.pass()
            return .done
        })
        try await withServices(self.consumer(concurrency: 8, handler)) {
            try await eventually("two at once") { gate.arrivals == 2 }
            self.queue.loseReplies(to: .receive)
            _ = try await self.send(1)
            try await eventually("the lost one") { gate.arrivals == 3 }
            gate.open()
            try await self.waitUntilEmpty()
        }
        #expect(Set(runs.withLock { $0 }).count == 3)
        #expect(runs.withLock { $0.count } == 3)
    }

    @Test func commandsThatWereClaimedBeforeAFailureAreCarriedOut() async throws {
        _ = try await self.send()
        _ = try await self.queue.receive(as: .fresh("dead"), limit: 1, wait: .zero)
        self.queue.loseReplies(to: .claim)
        try await withServices(self.consumer(TestHandler())) { try await self.waitUntilEmpty() }
    }
}
