import Foundation

/// A request as the AgentTask API understands it.
struct DWPRequest {
    var operation: DWPOperation
    var taskId: String?
    var query: [String: String]

    init(_ request: ScriptedRequest) {
        let target = URLComponents(string: request.path)
        let items = target?.percentEncodedQueryItems ?? []
        self.query = Dictionary(
            items.map { item in
                let value = (item.value ?? "").replacingOccurrences(of: "+", with: " ")
                return (item.name, value.removingPercentEncoding ?? value)
            },
            uniquingKeysWith: { first, _ in first }
        )
        let prefix = "/api/main/agent/tasks"
        let path = target?.path ?? ""
        let parts = path.dropFirst(prefix.count).split(separator: "/").map(String.init)
        self.taskId = parts.first
        guard path == prefix || path.hasPrefix(prefix + "/") else {
            self.operation = .other
            return
        }
        switch (request.method, parts.count, parts.last) {
        case ("POST", 0, _): self.operation = .create
        case ("GET", 0, _): self.operation = .tasks
        case ("GET", 1, _): self.operation = .task
        case ("POST", 2, "start"): self.operation = .start
        case ("PATCH", 2, "progress"): self.operation = .progress
        case ("POST", 2, "complete"): self.operation = .complete
        case ("POST", 2, "fail"): self.operation = .fail
        case ("POST", 2, "execute"): self.operation = .execute
        default: self.operation = .other
        }
    }
}
