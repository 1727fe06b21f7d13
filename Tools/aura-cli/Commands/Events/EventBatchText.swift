import ArgumentParser
import Indexer
import Messages

/// Events as somebody wrote them, and what an indexer would say to each.
struct EventBatchText: Equatable {
    /// The bytes of each event, in order.
    var events: [[UInt8]] = []
    /// Why some cannot be published.
    var problems: [String] = []
    /// What should be known of others.
    var notices: [String] = []

    /// Reads one JSON object, which may stand on several lines, or one a line.
    ///
    /// - Throws: Where there is none.
    static func events(in text: String) throws(OperatorError) -> EventBatchText {
        let isOne = JSONValue.read(text) != nil
        let lines = isOne ? [text[...]] : text.split(whereSeparator: \.isNewline)
        let events = lines.filter { !$0.allSatisfy(\.isWhitespace) }
        guard !events.isEmpty else { throw OperatorError(.validationFailure, "there is no event to publish") }
        var batch = EventBatchText()
        for (index, event) in events.enumerated() {
            batch.add(Array(event.utf8), name: events.count == 1 ? "the event" : "event \(index + 1)")
        }
        return batch
    }

    private mutating func add(_ event: [UInt8], name: String) {
        self.events.append(event)
        switch EventReview(of: event) {
        case .writes, .removes: break
        case .passesOver(let type):
            self.notices.append("indexers pass \(name) over: nobody knows the type \(type?.harmless ?? "(none)")")
        case .refuses(let reason):
            self.problems.append("\(name) cannot be indexed: \(reason)")
        }
    }
}
