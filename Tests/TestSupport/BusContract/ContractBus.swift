package import Bus
package import Messages

/// All stores of one bus, to be held to the contracts.
package protocol ContractBus: Sendable {
    associatedtype Log: RunLog
    associatedtype Registry: RunRegistry
    associatedtype Queue: CommandQueue
    associatedtype LeaseStore: Leases
    associatedtype EdgeBox: EdgeInbox
    associatedtype WorkerBox: WorkerInbox
    associatedtype Signals: WorkerSignals & EdgeSignals

    var log: Log { get }
    var registry: Registry { get }
    var leases: LeaseStore { get }
    var signals: Signals { get }

    /// Another process's end of the same queue.
    func makeQueue() -> Queue
    func makeInbox(edge: ReplicaID) -> EdgeBox
    func makeInbox(worker: ReplicaID) -> WorkerBox
}
