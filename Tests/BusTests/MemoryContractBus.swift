import Bus
import Messages
import TestSupport

/// The bus in memory, as the contracts take it.
struct MemoryContractBus: ContractBus {
    let bus = InMemoryBus()
    let queue = InMemoryCommandQueue()

    var log: InMemoryRunLog { InMemoryRunLog(bus: self.bus) }
    var registry: InMemoryRunRegistry { InMemoryRunRegistry(bus: self.bus) }
    var leases: InMemoryLeases { InMemoryLeases(bus: self.bus) }
    var signals: InMemorySignals { InMemorySignals(bus: self.bus) }

    func makeQueue() -> InMemoryCommandQueue { self.queue }
    func makeInbox(edge: ReplicaID) -> InMemoryEdgeInbox { InMemoryEdgeInbox(bus: self.bus, edge: edge) }
    func makeInbox(worker: ReplicaID) -> InMemoryWorkerInbox { InMemoryWorkerInbox(bus: self.bus, worker: worker) }
}
