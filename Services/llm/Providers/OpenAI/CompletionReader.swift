import Messages
import ServerSentEvents

/// Reads a provider's stream: bytes in, pieces of text out, and at the end whether it was one. A pure value.
struct CompletionReader: Sendable {
    private var parser: EventStreamParser
    private var events: [ServerSentEvent] = []
    private(set) var completed = Completed()
    /// Whether the provider has said that it is done.
    private(set) var isDone = false

    init(maximumEventBytes: Int) {
        self.parser = EventStreamParser(maximumEventBytes: maximumEventBytes)
    }

    /// Takes the next bytes and returns the pieces of text that are complete with them.
    ///
    /// `failure` is set where the stream turned out to be no answer; the pieces before it still stand.
    mutating func read(_ bytes: [UInt8]) -> (texts: [[UInt8]], failure: ProviderFailure?) {
        self.events.removeAll(keepingCapacity: true)
        var failure: ProviderFailure?
        do {
            try self.parser.consume(bytes, into: &self.events)
        } catch {
            failure = ProviderFailure(kind: .broken, detail: "an event is larger than allowed")
        }
        var texts: [[UInt8]] = []
        for event in self.events where !self.isDone {
            if event.data.elementsEqual("[DONE]".utf8) {
                self.isDone = true
                break
            }
            do throws(ProviderFailure) {
                if let text = try self.text(of: event) { texts.append(text) }
            } catch {
                return (texts, error)
            }
        }
        return (texts, self.isDone ? nil : failure)
    }

    private mutating func text(of event: ServerSentEvent) throws(ProviderFailure) -> [UInt8]? {
        guard let chunk = try? ChatCompletionChunk.decoded(from: event.data) else {
            throw ProviderFailure(kind: .broken, detail: "an event is not the JSON of a completion")
        }
        if let error = chunk.error {
            throw ProviderFailure(kind: .broken, detail: "an error in the stream: \(error.description.prefix(200))")
        }
        if let usage = chunk.usage { self.completed.usage = usage.tokenUsage }
        guard let choice = chunk.choices?.first else { return nil }
        if let reason = choice.finishReason { self.completed.finishReason = reason }
        guard let text = choice.delta?.content, !text.isEmpty else { return nil }
        return Array(text.utf8)
    }
}
