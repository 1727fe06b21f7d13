import Messages
import ServerSentEvents

/// What one event of a run's stream tells.
enum StreamEvent: Equatable, Sendable {
    /// The next words of the answer.
    case text(String)
    /// Takes the place of all words so far.
    case replaced(String)
    /// All words so far count for nothing.
    case restarted
    /// What the answer relies on; cited by place, from 1.
    case sources([String])
    case progress(percent: Int, description: String)
    case task(id: String)
    case thought(String)
    /// Something that the agent will do, or how far it is with it.
    case step(title: String, status: String)
    /// A call of a tool: its arguments or, once it has ended, what came of it.
    case tool(name: String, status: String, detail: String)
    case approval(ApprovalQuestion)
    case failed(type: String, message: String)
    /// Nothing comes after it.
    case done
    /// Of no concern to who reads the answer.
    case other

    /// The data of the event after which nothing comes.
    static let doneMark = Array("[DONE]".utf8)

    init(_ event: ServerSentEvent, in shape: StreamShape) {
        guard event.data != Self.doneMark else {
            self = .done
            return
        }
        self =
            switch shape {
            case .chat: Self.chat(event)
            case .agent: Self.agent(event)
            case .completion: Self.completion(event)
            }
    }

    private static func chat(_ event: ServerSentEvent) -> StreamEvent {
        guard let name = event.event else { return .text(String(decoding: event.data, as: UTF8.self)) }
        return self.named(name, JSONValue.read(event.data))
    }

    private static func agent(_ event: ServerSentEvent) -> StreamEvent {
        let fields = JSONValue.read(event.data)
        func text(_ name: String) -> String { fields?[name]?.string ?? "" }
        switch event.event {
        case "content": return .text(text("content"))
        case "thought": return .thought(text("content"))
        case "plan_step", "plan_step_update": return .step(title: text("title"), status: text("status"))
        case "tool_execution":
            let arguments = fields?["toolArgs"]?.text ?? ""
            let outcome = fields?["result"]?.string ?? fields?["error"]?.string
            return .tool(name: text("toolName"), status: text("status"), detail: outcome ?? arguments)
        case "hitl":
            let question = ApprovalQuestion(
                request: text("requestId"),
                action: text("actionType"),
                arguments: fields?["context"]?.text ?? ""
            )
            return .approval(question)
        case .some(let name): return self.named(name, fields)
        case nil: return .other
        }
    }

    private static func completion(_ event: ServerSentEvent) -> StreamEvent {
        let chunk = JSONValue.read(event.data)
        if let error = chunk?["error"] {
            let type = error["type"]?.string ?? error["code"]?.string ?? "error"
            return .failed(type: type, message: error["message"]?.string ?? "")
        }
        guard let text = chunk?["choices"]?.array?.first?["delta"]?["content"]?.string else { return .other }
        return .text(text)
    }

    /// What chats and agents tell alike.
    private static func named(_ name: String, _ fields: JSONValue?) -> StreamEvent {
        switch name {
        case "sources":
            let sources = fields?["sources"]?.array ?? []
            return .sources(
                sources.map { source in
                    let title = source["title"]?.string ?? ""
                    return source["id"]?.string.map { "\(title) (\($0))" } ?? title
                }
            )
        case "restarted": return .restarted
        case "resync": return .replaced(fields?["text"]?.string ?? "")
        case "progress":
            return .progress(
                percent: fields?["progress"]?.integer ?? 0,
                description: fields?["description"]?.string ?? ""
            )
        case "task": return fields?["taskId"]?.string.map { .task(id: $0) } ?? .other
        case "error":
            return .failed(
                type: fields?["errorType"]?.string ?? "error",
                message: fields?["message"]?.string ?? fields?["error"]?.string ?? ""
            )
        default: return .other
        }
    }
}
