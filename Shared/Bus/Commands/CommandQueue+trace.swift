package import Messages
import Spans
import Tracing

extension CommandQueue {
    /// Adds a command to the queue of a service, as a span of its request's trace that the worker's goes on from.
    package func sendTraced(_ command: Command, to service: WorkerService) async throws(BusError) -> Int {
        try await command.traced(to: service) { (command) async throws(BusError) in try await self.send(command) }
    }
}

extension Command {
    /// Sends the command in a span of its request's trace that the worker's goes on from.
    func traced(
        to service: WorkerService,
        _ send: (Command) async throws(BusError) -> Int
    ) async throws(BusError) -> Int {
        try await withTraceSpan(
            "send \(BusKeys.commands(service))",
            .producer,
            continuing: self.traceparent,
            [
                "messaging.system": "redis", "messaging.operation.type": "send", "messaging.operation.name": "send",
                "messaging.destination.name": "\(BusKeys.commands(service))",
                "messaging.message.id": "\(self.run)", "aura.command": "\(self.kind)",
            ],
            errorType: { $0.code.rawValue }
        ) { (span) async throws(BusError) in
            var command = self
            command.traceparent = span.traceparent
            return try await send(command)
        }
    }
}
