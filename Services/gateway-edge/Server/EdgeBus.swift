import Bus
import Messages

/// What the edge uses of the bus.
struct EdgeBus<
    Queue: CommandQueue,
    Registry: RunRegistry,
    Log: RunLog,
    LeaseStore: Leases,
    Signals: WorkerSignals,
    Conversations: ConversationStore,
    Ledger: UsageLedger
>: Sendable {
    var llm: ServiceQueue<Queue, LeaseStore>
    var indexer: ServiceQueue<Queue, LeaseStore>
    var tasks: ServiceQueue<Queue, LeaseStore>
    var registry: Registry
    var log: Log
    var leases: LeaseStore
    var signals: Signals
    /// What was given up of each service's commands, and of the events.
    var deadLetters: @Sendable (DeadLetterStream) -> any DeadLetterStore
    var approvals: any ApprovalStore
    var conversations: Conversations
    var usage: Ledger
}

/// One service as the edge sees it: its commands, who carries them out, and whether it takes more.
struct ServiceQueue<Queue: CommandQueue, LeaseStore: Leases>: Sendable {
    let commands: Queue
    let census: WorkerCensus<Queue, LeaseStore>
    let admission: QueueAdmission

    /// - Parameter limit: How many commands may wait.
    init(_ commands: Queue, leases: LeaseStore, limit: Int) {
        self.commands = commands
        self.census = WorkerCensus(queue: commands, leases: leases)
        self.admission = QueueAdmission(limit: limit) { () async throws(BusError) in try await commands.backlog() }
    }
}
