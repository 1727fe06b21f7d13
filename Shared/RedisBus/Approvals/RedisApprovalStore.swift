package import Bus
package import Messages

/// Approvals under the keys that the DWP services use (contract §7.1), with their times to live.
package struct RedisApprovalStore: ApprovalStore {
    private static let requestSeconds = 1800
    private static let sessionSeconds = 3600
    private static let signalSeconds = 300

    private let client: RedisClient

    package init(client: RedisClient) {
        self.client = client
    }

    package func open(_ request: ApprovalRequest) async throws(BusError) {
        func link(_ key: String) -> RedisCommand {
            let id = RedisArgument(request.id.description)
            return RedisCommand("SET", RedisArgument(key), id, "EX", RedisArgument(Self.sessionSeconds))
        }
        var commands = [link(BusKeys.approvalSession(request.session))]
        if let taskId = request.taskId { commands.append(link(BusKeys.approvalTask(taskId))) }
        // The last, for it is what makes the request known; never over one that was decided meanwhile.
        let (key, json) = (RedisArgument(BusKeys.approvalRequest(request.id)), RedisArgument(request.json))
        commands.append(RedisCommand("SET", key, json, "NX", "EX", RedisArgument(Self.requestSeconds)))
        _ = try await self.client.call(commands, settlingFirst: commands.count - 1)
    }

    package func approval(_ id: ApprovalID) async throws(BusError) -> StoredApproval? {
        try await self.client.call("GET", RedisArgument(BusKeys.approvalRequest(id))).string
            .flatMap { StoredApproval(json: $0) }
    }

    package func replace(_ approval: StoredApproval, by json: String) async throws(BusError) -> Bool {
        let reply = try await self.client.run(
            ApprovalScripts.replace,
            keys: [BusKeys.approvalRequest(approval.request.id)],
            [RedisArgument(approval.json), RedisArgument(json), RedisArgument(Self.requestSeconds)]
        )
        return reply.first?.int == 1
    }

    package func remove(_ approval: StoredApproval) async throws(BusError) -> Bool {
        let reply = try await self.client.run(
            ApprovalScripts.remove,
            keys: [BusKeys.approvalRequest(approval.request.id)],
            [RedisArgument(approval.json)]
        )
        return reply.first?.int == 1
    }

    package func tell(_ signal: ApprovalSignal, to session: ApprovalSessionID) async throws(BusError) {
        let json = RedisArgument(signal.json)
        let key = RedisArgument(BusKeys.approvalSignal(session))
        let channel = RedisArgument("\(BusKeys.approvalChannelPrefix)\(session)")
        // Whoever hears of it finds it.
        _ = try await self.client.call(
            [
                RedisCommand("SET", key, json, "EX", RedisArgument(Self.signalSeconds)),
                RedisCommand("PUBLISH", channel, json),
            ],
            settlingFirst: 1
        )
    }

    package func signal(of session: ApprovalSessionID) async throws(BusError) -> String? {
        try await self.client.call("GET", RedisArgument(BusKeys.approvalSignal(session))).string
    }
}
