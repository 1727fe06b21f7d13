import FoundationEssentials
package import Messages
import Synchronization

/// The automations in this process's memory; nothing is ever forgotten by itself.
package final class InMemoryAutomationStore: AutomationStore {
    private struct State {
        var entries: [AutomationID: AutomationEntry] = [:]
        var order: [AutomationID] = []
        var works: [AutomationID: AnalyseQuestion] = [:]
        var bindings: [String: (id: AutomationID, request: String)] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package func now() async throws(BusError) -> Int64 { Self.now }

    package func add(
        _ automation: Automation,
        _ standing: AutomationStanding,
        work: AnalyseQuestion,
        binding: AutomationBinding?,
        limit: Int
    ) async throws(BusError) -> AutomationAddition {
        self.state.withLock { state in
            if let binding, let bound = state.bindings[binding.key], let entry = state.entries[bound.id] {
                return bound.request == binding.request ? .known(entry) : .conflict
            }
            let active = state.entries.values.filter {
                $0.automation.caller == automation.caller && $0.standing.isActive
            }
            guard active.count < limit else { return .full }
            let entry = AutomationEntry(automation: automation, standing: standing, version: 1)
            state.entries[automation.id] = entry
            state.order.append(automation.id)
            state.works[automation.id] = work
            if let binding { state.bindings[binding.key] = (automation.id, binding.request) }
            return .added(entry)
        }
    }

    package func entry(_ id: AutomationID) async throws(BusError) -> AutomationEntry? {
        self.state.withLock { $0.entries[id] }
    }

    package func entries(
        of caller: Caller,
        offset: Int,
        limit: Int
    ) async throws(BusError) -> (entries: [AutomationEntry], total: Int) {
        self.state.withLock { state in
            let own = state.order.reversed().compactMap { state.entries[$0] }.filter { $0.automation.caller == caller }
            return (Array(own.dropFirst(offset).prefix(limit)), own.count)
        }
    }

    package func work(of id: AutomationID) async throws(BusError) -> AnalyseQuestion? {
        self.state.withLock { $0.works[id] }
    }

    package func note(
        _ standing: AutomationStanding,
        of entry: AutomationEntry
    ) async throws(BusError) -> AutomationEntry? {
        self.state.withLock { state in
            let id = entry.automation.id
            guard let present = state.entries[id], present.version == entry.version else { return nil }
            let noted = AutomationEntry(
                automation: present.automation,
                standing: standing,
                version: present.version + 1
            )
            state.entries[id] = noted
            if !standing.isActive { state.works[id] = nil }
            return noted
        }
    }

    package func agenda(limit: Int) async throws(BusError) -> AutomationAgenda {
        self.state.withLock { state in
            let now = Self.now
            let waking = state.entries.values
                .compactMap { entry in entry.standing.wake.map { (wake: $0, entry: entry) } }
                .sorted { $0.wake < $1.wake }
            return AutomationAgenda(
                now: now,
                entries: waking.filter { $0.wake <= now }.prefix(limit).map(\.entry),
                next: waking.first { $0.wake > now }?.wake
            )
        }
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
