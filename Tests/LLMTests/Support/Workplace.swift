import Bus
import FoundationEssentials
import Logging
import Messages
import ServiceLifecycle
import Testing

@testable import LLM

/// One worker's handler over a bus in memory, with the services beside it running.
struct Workplace: Sendable {
    typealias Log = GatedRunLog
    typealias Handler = ChatHandler<
        Log, InMemoryWorkerInbox, InMemoryRunRegistry, InMemorySignals, InMemoryConversationStore, InMemoryUsageLedger
    >

    let bus: InMemoryBus
    let worker: ReplicaID
    let edge = ReplicaID(instance: "edge-1", boot: "b0")
    let registry: InMemoryRunRegistry
    let signals: InMemorySignals
    let log: Log
    let handler: Handler
    let completions: CompletionHandler<Log, InMemoryWorkerInbox, InMemoryRunRegistry, InMemorySignals>
    let conversations: InMemoryConversationStore
    let ledger: InMemoryUsageLedger
    private let recorder: UsageRecorder<InMemoryUsageLedger>
    private let budget: TenantBudget<InMemoryUsageLedger>
    private let writer: RunWriter<Log>
    private let stewardship: RunStewardship<Log, InMemoryWorkerInbox, InMemoryRunRegistry, InMemorySignals>

    init(
        _ provider: some ModelProvider,
        bus: InMemoryBus = InMemoryBus(),
        instance: String = "llm-1",
        limit: OutputLimit = .init(),
        conversations: InMemoryConversationStore = InMemoryConversationStore(),
        ledger: InMemoryUsageLedger = InMemoryUsageLedger(),
        historyTokens: Int = 3000,
        tokensPerDay: Int? = nil,
        afterBegin: @escaping @Sendable (RunID) async -> Void = { _ in }
    ) {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        self.bus = bus
        self.worker = ReplicaID(instance: instance, boot: "b0")
        self.registry = InMemoryRunRegistry(bus: bus)
        self.signals = InMemorySignals(bus: bus)
        self.log = GatedRunLog(base: InMemoryRunLog(bus: bus), afterBegin: afterBegin)
        self.writer = RunWriter(log: self.log, worker: self.worker, logger: logger)
        self.stewardship = RunStewardship(
            writer: self.writer,
            inbox: InMemoryWorkerInbox(bus: bus, worker: self.worker),
            registry: self.registry,
            edges: self.signals,
            detachGrace: .seconds(30),
            logger: logger
        )
        self.conversations = conversations
        self.ledger = ledger
        self.recorder = UsageRecorder(ledger: ledger, logger: logger)
        self.budget = TenantBudget(limit: tokensPerDay, ledger: ledger, interval: .milliseconds(20))
        let metered = MeteredProvider(
            base: provider,
            model: Self.model,
            recorder: self.recorder,
            budget: self.budget
        )
        let ownership = RunOwnership(
            log: self.log,
            writer: self.writer,
            worker: self.worker,
            detachGrace: .seconds(30),
            logger: logger
        )
        self.handler = ChatHandler(
            ownership: ownership,
            stewardship: self.stewardship,
            log: self.log,
            provider: metered,
            memory: ConversationMemory(
                store: conversations,
                provider: metered,
                budget: historyTokens,
                logger: logger
            ),
            lostCalls: LostCalls(recorder: self.recorder, model: Self.model),
            limit: limit,
            logger: logger
        )
        self.completions = CompletionHandler(
            ownership: ownership,
            stewardship: self.stewardship,
            provider: metered,
            defaultModel: "m-default",
            limit: limit,
            logger: logger
        )
    }

    /// The model that the provider names where a request names none.
    static let model = "default-model"

    /// What the ledger has of today.
    func usage() async throws -> [UsageRow] {
        let today = UsageDay.today
        let yesterday = UsageDay(number: today.number - 1)
        return try await self.ledger.usage(of: try #require(TenantID("1")), on: yesterday...today, by: nil)
    }

    /// Runs an operation beside the services, once the worker's inbox is there.
    func running<Result: Sendable>(_ operation: @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await self.writer.run() }
            tasks.addTask { try await self.stewardship.run() }
            tasks.addTask { try await self.recorder.run() }
            tasks.addTask { try await self.budget.run() }
            defer { tasks.cancelAll() }
            while try await !self.hasInbox() { await Task.yield() }
            return try await operation()
        }
    }

    private func hasInbox() async throws -> Bool {
        try await self.signals.send(.leave(.random(), self.edge), to: self.worker)
    }

    /// A command of a run that an edge has recorded and serves.
    func newCommand(
        _ messages: [ChatMessage] = [ChatMessage(role: .user, content: "hello")],
        grounding: Grounding? = nil,
        conversation: ConversationID? = nil,
        deadline: Duration = .seconds(60)
    ) async throws -> Command {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let caller = Caller(tenant: try #require(TenantID("1")), user: try #require(UserID("42")))
        let record = RunRecord(
            run: .random(),
            kind: .chat,
            caller: caller,
            created: now,
            deadline: now + Int64(deadline / .milliseconds(1))
        )
        try await self.registry.create(record, servedBy: self.edge)
        return Command(
            run: record.run,
            kind: ContinueChat.kind,
            caller: caller,
            edge: self.edge,
            deadline: record.deadline,
            body: try ContinueChat(messages: messages, grounding: grounding, conversation: conversation).encoded()
        )
    }

    /// What the log holds.
    func entries(of run: RunID) async throws -> [LogEntry] {
        try await self.log.entries(of: run, after: .zero, limit: 1_000_000)
    }

    /// How the run ended: the terminal event's type and, where it did not end well, why.
    func ending(of run: RunID) async throws -> (type: RunEventType, failure: RunFailure.ErrorType?)? {
        guard let event = try await self.entries(of: run).last?.event, event.type.isTerminal else { return nil }
        return (event.type, try? RunFailure.decoded(from: event.payload).errorType)
    }

    /// All that was said, in every epoch.
    func text(of run: RunID) async throws -> String {
        let bytes = try await self.entries(of: run).filter { $0.event.type == .text }.flatMap(\.event.payload)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits until the log holds a run's text.
    func wait(for text: String, in run: RunID) async throws {
        while try await self.text(of: run) != text { await Task.yield() }
    }
}
