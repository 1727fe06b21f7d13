import Messages
import ServerSentEvents

/// Reads a provider's stream: bytes in, pieces of the answer out, and at the end whether it was one. A pure value.
struct CompletionReader: Sendable {
    private var parser: EventStreamParser
    private var events: [ServerSentEvent] = []
    private(set) var completed = Completed()
    /// Whether the provider has said that it is done.
    private(set) var isDone = false

    init(maximumEventBytes: Int) {
        self.parser = EventStreamParser(maximumEventBytes: maximumEventBytes)
    }

    /// Takes the next bytes and returns the pieces that are complete with them. Words that came together are one piece,
    /// so that an answer which comes faster than it is passed on costs less for each of them.
    ///
    /// `failure` is set where the stream turned out to be no answer; the pieces before it still stand.
    mutating func read(_ bytes: [UInt8]) -> (deltas: [ModelDelta], failure: ProviderFailure?) {
        self.events.removeAll(keepingCapacity: true)
        var failure: ProviderFailure?
        do {
            try self.parser.consume(bytes, into: &self.events)
        } catch {
            failure = ProviderFailure(kind: .broken, detail: "an event is larger than allowed")
        }
        var deltas: [ModelDelta] = []
        var text: [UInt8] = []
        func endText() {
            if !text.isEmpty { deltas.append(.text(text)) }
            text = []
        }
        for event in self.events where !self.isDone {
            if event.data.elementsEqual("[DONE]".utf8) {
                self.isDone = true
            } else if let chunk = TextChunk.read(event.data) {
                self.note(model: chunk.model)
                if text.count + chunk.text.count > TextPieces.limit { endText() }
                text += chunk.text
            } else {
                endText()
                do throws(ProviderFailure) {
                    deltas += try self.deltas(of: event)
                } catch {
                    return (deltas, error)
                }
            }
        }
        endText()
        return (deltas, self.isDone ? nil : failure)
    }

    private mutating func deltas(of event: ServerSentEvent) throws(ProviderFailure) -> [ModelDelta] {
        guard let chunk = try? ChatCompletionChunk.decoded(from: event.data) else {
            throw ProviderFailure(kind: .broken, detail: "an event is not the JSON of a completion")
        }
        if let error = chunk.error {
            throw ProviderFailure(kind: .broken, detail: "an error in the stream: \(error.description.prefix(200))")
        }
        if let usage = chunk.usage { self.completed.usage = usage.tokenUsage }
        if let model = chunk.model { self.completed.model = model }
        guard let choice = chunk.choices?.first else { return [] }
        if let reason = choice.finishReason { self.completed.finishReason = reason }
        return choice.delta?.deltas ?? []
    }

    /// Every event names the model; it is made a string where it is another than before.
    private mutating func note(model: [UInt8]?) {
        guard let model, self.completed.model?.utf8.elementsEqual(model) != true else { return }
        self.completed.model = String(decoding: model, as: UTF8.self)
    }
}
