import Messages
import Synchronization

/// The partitions that were searched lately; the file holds all that is in them.
final class PartitionCache: Sendable {
    /// One tenant's partition, used by one search at a time.
    final class Slot: Sendable {
        let partition: Mutex<TenantPartition>

        init(model: EmbeddingModel) {
            self.partition = Mutex(TenantPartition(model: model))
        }
    }

    private struct Entry {
        var slot: Slot
        var lastUse: Int
        var size: Int
    }

    private struct State {
        var entries: [TenantID: Entry] = [:]
        var uses = 0
        var size = 0
    }

    private let model: EmbeddingModel
    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: Documents of all tenants beyond which the partitions that were idle for longest are dropped.
    init(model: EmbeddingModel, limit: Int) {
        self.model = model
        self.limit = limit
    }

    /// The tenant's partition, empty where it is new.
    func slot(of tenant: TenantID) -> Slot {
        self.state.withLock { state in
            state.uses += 1
            state.entries[tenant, default: Entry(slot: Slot(model: self.model), lastUse: 0, size: 0)].lastUse =
                state.uses
            return state.entries[tenant]?.slot ?? Slot(model: self.model)
        }
    }

    /// Takes in how much a partition holds now, and drops others where all hold too much.
    func settle(_ tenant: TenantID, size: Int) {
        self.state.withLock { state in
            state.size += size - (state.entries[tenant]?.size ?? size)
            state.entries[tenant]?.size = size
            while state.size > self.limit, state.entries.count > 1,
                let oldest = state.entries.filter({ $0.key != tenant }).min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.entries.removeValue(forKey: oldest.key)
                state.size -= oldest.value.size
            }
        }
    }
}
