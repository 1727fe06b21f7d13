package import Messages
import Spans
import Tracing

extension CommandQueue {
    /// Adds a command to the queue of a service, as a span of its request's trace that the worker's goes on from.
    package func sendTraced(_ command: Command, to service: WorkerService) async throws(BusError) -> Int {
        try await withTraceSpan(
            "send \(BusKeys.commands(service))",
            .producer,
            continuing: command.traceparent,
            [
                "messaging.system": "redis", "messaging.operation.type": "send", "messaging.operation.name": "send",
                "messaging.destination.name": "\(BusKeys.commands(service))",
                "messaging.message.id": "\(command.run)", "aura.command": "\(command.kind)",
            ],
            errorType: { $0.code.rawValue }
        ) { (span) async throws(BusError) in
            var command = command
            command.traceparent = span.traceparent
            return try await self.send(command)
        }
    }
}
