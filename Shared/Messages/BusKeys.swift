/// Every key of the bus. The part in braces decides the slot in a cluster, so what a script touches together shares it.
package enum BusKeys {
    /// The stream of a service's commands.
    package static func commands(_ service: WorkerService) -> String { "aura:cmd:\(service.rawValue)" }
    /// Commands that were given up, with their reason.
    package static func deadLetters(_ service: WorkerService) -> String { "\(self.commands(service)):dead" }
    /// A hash: whose the run is and who works on it.
    package static func meta(_ run: RunID) -> String { "aura:run:{\(run.description)}:meta" }
    /// The stream of the run's events: the truth.
    package static func log(_ run: RunID) -> String { "aura:run:{\(run.description)}:log" }
    /// The set of edges that serve the run to somebody.
    package static func edges(_ run: RunID) -> String { "aura:run:{\(run)}:edges" }
    /// What workers push to an edge.
    package static func edgeInbox(_ edge: ReplicaID) -> String { "aura:edge:{\(edge)}:in" }
    /// What edges push to a worker.
    package static func workerInbox(_ worker: ReplicaID) -> String { "aura:worker:{\(worker)}:in" }
    /// Exists as long as the replica lives.
    package static func lease(_ replica: ReplicaID) -> String { "aura:lease:{\(replica)}" }
    /// The run made for an idempotency key; `digest` covers tenant, user and key.
    package static func idempotency(_ digest: String) -> String { "aura:idem:{\(digest)}" }
    /// A hash: what is wished of the run's DWP task, and what the backend has of it.
    package static func taskState(_ run: RunID) -> String { "aura:task:{\(run)}:state" }
    /// Exists while somebody works on the run's DWP task; its value says who.
    package static func taskLock(_ run: RunID) -> String { "aura:task:{\(run)}:lock" }
    /// The run for which a DWP task stands.
    package static func taskOwner(_ taskId: String) -> String { "aura:task-owner:{\(taskId)}" }
    /// Begins the keys of automations, which share one slot: they are found and changed together.
    package static let automationPrefix = "{aura:automations}:item:"
    /// A hash: what was asked for, and what became of it.
    package static func automation(_ id: AutomationID) -> String { self.automationPrefix + id.description }
    /// When somebody must look at which automation.
    package static let automationAgenda = "{aura:automations}:agenda"
    /// A person's automations, by the time of their making.
    package static func automations(of caller: Caller) -> String { "{aura:automations}:of:\(self.text(of: caller))" }
    /// Those of a person that may still run.
    package static func activeAutomations(of caller: Caller) -> String {
        "{aura:automations}:active:\(self.text(of: caller))"
    }
    /// The automation made for an idempotency key; `digest` covers tenant, user and key.
    package static func automationBinding(_ digest: String) -> String { "{aura:automations}:idem:\(digest)" }
    /// A sorted set: a caller's conversations by their latest turn.
    package static func conversations(of caller: Caller) -> String { "\(self.conversationPrefix(caller)):index" }
    /// A hash: what is known of a conversation beside its turns.
    package static func conversation(_ id: ConversationID, of caller: Caller) -> String {
        "\(self.conversationPrefix(caller)):head:\(id)"
    }
    /// The list of a conversation's turns, the oldest first.
    package static func conversationTurns(_ id: ConversationID, of caller: Caller) -> String {
        "\(self.conversationPrefix(caller)):turns:\(id)"
    }
    /// A sorted set: the runs whose turns a conversation has or had, by their number.
    package static func conversationRuns(_ id: ConversationID, of caller: Caller) -> String {
        "\(self.conversationPrefix(caller)):runs:\(id)"
    }
    /// A hash: the tokens of a tenant's day, by user and model.
    package static func usage(of tenant: TenantID, on day: String) -> String { "\(self.usagePrefix(tenant)):\(day)" }
    /// The set of the models that a tenant's tokens of a day went to.
    package static func usageModels(of tenant: TenantID, on day: String) -> String {
        "\(self.usagePrefix(tenant)):\(day):models"
    }
    /// Exists once an entry of the usage ledger is counted.
    package static func usageEntry(_ id: String, of tenant: TenantID) -> String {
        "\(self.usagePrefix(tenant)):seen:\(id)"
    }
    /// The Pub/Sub channel on which the DWP services tell what happens.
    package static let eventFeed = "dwp:events:all"
    /// The durable stream of what happened. Its whole name is in braces where keys share its slot.
    package static let events = "aura:events"
    /// Events that could not be indexed, with their reason.
    package static let deadEvents = "aura:events:dead"
    /// Begins the keys that say which events the stream has had; they share its slot.
    package static let seenEventPrefix = "{aura:events}:seen:"
    /// An approval request with its state, shared with the DWP services; the names of these five are theirs.
    package static func approvalRequest(_ id: ApprovalID) -> String { "hitl:request:\(id)" }
    /// The request for which a session waits.
    package static func approvalSession(_ session: ApprovalSessionID) -> String { "hitl:session:\(session)" }
    /// The request for which a DWP task waits.
    package static func approvalTask(_ taskId: String) -> String { "hitl:task:\(taskId)" }
    /// The decision that was told to a session.
    package static func approvalSignal(_ session: ApprovalSessionID) -> String { "hitl:signal:\(session)" }
    /// Begins the names of the Pub/Sub channels on which decisions are told, one for each session.
    package static let approvalChannelPrefix = "hitl:channel:"

    /// Unambiguous, whatever the names hold.
    private static func text(of caller: Caller) -> String {
        let tenant = caller.tenant.description
        return "\(tenant.utf8.count):\(tenant):\(caller.user)"
    }

    private static func conversationPrefix(_ caller: Caller) -> String {
        "aura:conv:{\(self.escaped(caller.tenant.description)):\(self.escaped(caller.user.description))}"
    }

    private static func usagePrefix(_ tenant: TenantID) -> String {
        "aura:usage:{\(self.escaped(tenant.description))}"
    }

    /// A name with every byte but letters, digits, `.`, `_` and `-` as `%` and two digits, so that it closes no braces
    /// and no two names make one key.
    private static func escaped(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
