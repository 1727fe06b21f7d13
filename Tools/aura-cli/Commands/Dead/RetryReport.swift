import Bus
import Messages

/// What became of the dead letters that were to be put back.
struct RetryReport: Sendable {
    private var putBack = 0
    /// One line for each that was not put back.
    private(set) var problems: [String] = []

    mutating func add(_ id: String, _ outcome: DeadLetterRetry) {
        let id = id.harmless
        switch outcome {
        case .putBack: self.putBack += 1
        case .missing: self.problems.append("there is no dead letter \(id)")
        case .cut:
            self.problems.append("\(id) stays: it was cut when it was kept, so its sender must send it again, smaller")
        case .foreign:
            self.problems.append("\(id) stays: it was not written by a service, so nobody knows the original")
        }
    }

    var summary: String {
        switch (self.putBack, self.problems.count) {
        case (0, 0): "There are no dead letters."
        case (1, _): "Put 1 back."
        default: "Put \(self.putBack) back."
        }
    }

    /// One line for machines.
    var jsonLine: String {
        let line: JSONValue = [
            "putBack": JSONValue(integerLiteral: self.putBack), "problems": .array(self.problems.map { .string($0) }),
        ]
        return line.text.harmlessJSON
    }
}
