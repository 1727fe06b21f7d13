import Bus
import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// Moves what the feed tells into the durable stream, at once; every replica does, and the stream keeps one copy.
final class EventBridge<Feed: EventFeed, Stream: EventStream>: Service {
    private let feed: Feed
    private let stream: Stream
    private let logger: Logger
    private let hasListened = Atomic(false)

    init(feed: Feed, stream: Stream, logger: Logger) {
        self.feed = feed
        self.stream = stream
        self.logger = logger
    }

    /// Whether the feed has been listened to since the start; from then on it reconnects by itself.
    var isListening: Bool { self.hasListened.load(ordering: .relaxed) }

    /// Moves messages until shutdown, and then those that were heard already.
    func run() async throws {
        let buffer = EventBuffer()
        await withTaskGroup { tasks in
            tasks.addTask { await self.move(from: buffer) }
            await cancelWhenGracefulShutdown { await self.listen(into: buffer) }
            buffer.finish()
        }
    }

    private func listen(into buffer: EventBuffer) async {
        for await message in self.feed.messages() {
            switch message {
            case .listening:
                self.hasListened.store(true, ordering: .relaxed)
                self.logger.info("Listening to events")
            case .event(let payload):
                await buffer.append(EventMessage(payload: payload, identity: DomainEvent.identity(of: payload)))
            }
        }
    }

    private func move(from buffer: EventBuffer) async {
        while true {
            let messages = await buffer.take()
            guard !messages.isEmpty else { return }
            await self.admit(messages)
        }
    }

    /// Repeats until the stream has them: repeating adds no second copy.
    private func admit(_ messages: [EventMessage]) async {
        var backoff = Duration.milliseconds(50)
        while true {
            do throws(BusError) {
                let admissions = try await self.stream.admit(messages)
                self.count(admissions)
                return
            } catch {
                guard !Task.isCancelled, !Task.isShuttingDownGracefully else {
                    let metadata: Logger.Metadata = ["count": "\(messages.count)", "error": "\(error)"]
                    self.logger.error("Events were lost: they could not be kept before the end", metadata: metadata)
                    return
                }
                self.logger.warning("Keeping events failed", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: backoff * Double.random(in: 0.5...1))
                backoff = min(backoff * 2, .seconds(1))
            }
        }
    }

    private func count(_ admissions: [EventAdmission]) {
        for (name, admission) in [("added", EventAdmission.added), ("repeated", .repeated), ("dead", .tooBig)] {
            let count = admissions.count { $0 == admission }
            guard count > 0 else { continue }
            Counter(label: "aura_events_bridged_total", dimensions: [("outcome", name)]).increment(by: count)
            if admission == .tooBig { DeadLetterMetrics.count(count, of: .events) }
        }
    }
}
