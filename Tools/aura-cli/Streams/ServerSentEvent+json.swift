import Messages
import ServerSentEvents

extension ServerSentEvent {
    /// One line for machines: `{"event","id"?,"data"?}`, where data is a text of the answer or what JSON the event has.
    func jsonLine(in shape: StreamShape) -> String {
        var line: [String: JSONValue] = [:]
        if self.data == StreamEvent.doneMark {
            line["event"] = "done"
        } else {
            line["id"] = self.id.map { .string($0) }
            let data = JSONValue.read(self.data)
            switch shape {
            case .chat where self.event == nil:
                line["event"] = "text"
                line["data"] = .string(String(decoding: self.data, as: UTF8.self))
            case .agent:
                // The same fields twice are for readers of two kinds.
                line["event"] = .string(self.event ?? "message")
                line["data"] = data?["data"] ?? data
            case .chat, .completion:
                line["event"] = .string(self.event ?? "chunk")
                line["data"] = data
            }
        }
        return JSONValue.object(line).text.harmlessJSON
    }
}
