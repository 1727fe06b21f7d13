import Messages

/// A page of tasks as a table for people.
enum TaskText {
    private static let headings = ["ID", "TYPE", "STATUS", "%", "CREATED", "DESCRIPTION"]

    static func lines(of page: JSONValue) -> [String] {
        let tasks = page["tasks"]?.array ?? []
        guard !tasks.isEmpty else { return ["There are no tasks."] }
        let rows = tasks.map { task in
            [
                task["taskId"]?.string ?? "-", task["taskType"]?.string ?? "-", task["status"]?.string ?? "-",
                task["progress"]?.text ?? "-", task["createdAt"]?.string ?? "-", task["description"]?.string ?? "-",
            ]
        }
        let first = (page["page"]?.integer ?? 0) * (page["size"]?.integer ?? 0)
        let older = (page["total"]?.integer ?? 0) - first - tasks.count
        return TextTable.lines([Self.headings] + rows) + (older > 0 ? ["and \(older) older; --page shows them"] : [])
    }
}
