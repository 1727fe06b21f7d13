import TestSupport

/// One call as a line for people.
enum CallLine {
    static func text(of call: DWPCall) -> String {
        let status = call.status.map { "\($0)" } ?? "cut"
        let milliseconds = call.ended.map { Int((($0 - call.began) / .milliseconds(1)).rounded()) } ?? 0
        let task = call.taskId.map { " task \($0)" } ?? ""
        return "\(call.number) \(call.request.method) \(call.request.path) \(status) \(milliseconds) ms\(task)"
    }
}
