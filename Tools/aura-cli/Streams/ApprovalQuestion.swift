/// A call of an agent that somebody must allow.
struct ApprovalQuestion: Equatable, Sendable {
    /// By which it is decided.
    var request: String
    /// The tool's name.
    var action: String
    /// The exact arguments, as JSON.
    var arguments: String

    /// What a person is asked.
    var prompt: String { "Approve \(self.action.harmless) \(self.arguments.harmlessJSON)? [y/N] " }

    /// What a person's answer means: only a clear yes allows anything.
    static func isApproval(_ answer: String?) -> Bool {
        let word = answer?.split(whereSeparator: \.isWhitespace).first.map { $0.lowercased() }
        return word.map { ["y", "yes", "예", "네"].contains($0) } ?? false
    }
}
