import Messages

/// What one check found.
struct Diagnosis: Equatable, Sendable {
    enum Status: String, Sendable {
        case ok
        /// It works, and might not for long or not for everything.
        case warn
        case fail
    }

    var check: String
    var status: Status
    var finding: String
    /// What can be done about it; nil where all is well.
    var advice: String?

    static func ok(_ check: String, _ finding: String) -> Diagnosis {
        Diagnosis(check: check, status: .ok, finding: finding)
    }

    static func warn(_ check: String, _ finding: String, _ advice: String) -> Diagnosis {
        Diagnosis(check: check, status: .warn, finding: finding, advice: advice)
    }

    static func fail(_ check: String, _ finding: String, _ advice: String) -> Diagnosis {
        Diagnosis(check: check, status: .fail, finding: finding, advice: advice)
    }

    /// The same, where several are found alike: says which one is meant.
    func about(_ address: String) -> Diagnosis {
        var named = self
        if !self.finding.contains(address) { named.finding = "\(address): \(self.finding)" }
        return named
    }

    /// For people.
    var line: String {
        let name = self.check.harmless.padded(to: 14)
        let advice = self.advice.map { "; \($0)" } ?? ""
        return "\(self.status.rawValue.padded(to: 4))  \(name)  \((self.finding + advice).harmless)"
    }

    /// For machines.
    var jsonLine: String {
        var line: [String: JSONValue] = [
            "check": .string(self.check), "status": .string(self.status.rawValue), "finding": .string(self.finding),
        ]
        line["advice"] = self.advice.map { .string($0) }
        return JSONValue.object(line).text.harmlessJSON
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - self.count))
    }
}
