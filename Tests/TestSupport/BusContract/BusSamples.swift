package import Bus
package import Messages

extension ReplicaID {
    /// A replica that no other test has.
    package static func fresh(_ instance: String = "replica") -> ReplicaID {
        ReplicaID(instance: instance, boot: RunID.random().description)
    }
}

extension RunRecord {
    /// The record of a run that no other test has.
    package static func sample(_ run: RunID = .random(), kind: RunKind = .chat) throws -> RunRecord {
        guard let tenant = TenantID("tenant-1"), let user = UserID("사용자") else { throw SampleError() }
        let caller = Caller(tenant: tenant, user: user)
        return RunRecord(run: run, kind: kind, caller: caller, created: 1_790_000_000_000, deadline: 1_790_000_060_000)
    }
}

extension Command {
    /// A command of a run that no other test has.
    package static func sample(_ run: RunID = .random(), body: [UInt8] = Array("{}".utf8)) throws -> Command {
        let record = try RunRecord.sample(run)
        let edge = ReplicaID(instance: "edge-1", boot: "b")
        return Command(run: run, kind: "chat", caller: record.caller, edge: edge, deadline: record.deadline, body: body)
    }
}

extension RunEvent {
    package static func text(_ text: String) -> RunEvent { RunEvent(.text, Array(text.utf8)) }
    package static let completed = RunEvent(.completed, Array("{}".utf8))

    /// The payload as text.
    package var string: String { String(decoding: self.payload, as: UTF8.self) }
}

extension LogEntry {
    /// The payload of an entry that begins an epoch; nil for another.
    package var started: Started? {
        self.event.type == .started ? try? Started.decoded(from: self.event.payload) : nil
    }
}

extension RunLog {
    /// Takes a run's next epoch, which must succeed.
    package func mustBegin(
        _ run: RunID,
        as worker: ReplicaID,
        keep: Bool = true,
        above floor: UInt64 = 0,
        restoring record: RunRecord? = nil
    ) async throws -> Epoch {
        let outcome = try await self.begin(run, as: worker, keep: keep, above: floor, restoring: record)
        guard case .begun(let epoch) = outcome else { throw SampleError() }
        return epoch
    }

    /// Every entry of a run.
    package func allEntries(of run: RunID) async throws -> [LogEntry] {
        var all: [LogEntry] = []
        while true {
            let more = try await self.entries(of: run, after: all.last?.id ?? .zero, limit: 1000)
            guard !more.isEmpty else { return all }
            all += more
        }
    }

    /// The text that a reader of the whole log ends up with, an epoch that begins anew dropping what was before.
    package func text(of run: RunID) async throws -> String {
        var bytes: [UInt8] = []
        for entry in try await self.allEntries(of: run) {
            if entry.started?.keep == false { bytes = [] }
            if entry.event.type == .text { bytes += entry.event.payload }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A sample could not be made.
package struct SampleError: Error {
    package init() {}
}
