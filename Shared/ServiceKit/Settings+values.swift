import Configuration

extension Settings {
    /// The variable's text, without white space around it.
    package func string(_ name: String) -> String? {
        self.text(name, isSecret: false)
    }

    /// The variable's text, without white space around it.
    package func string(_ name: String, default fallback: String) -> String {
        self.string(name) ?? fallback
    }

    /// A value that must not be shown; nil where it is not set.
    package func secret(_ name: String) -> Secret? {
        self.text(name, isSecret: true).map(Secret.init)
    }

    /// A whole number inside the range.
    package func int(
        _ name: String,
        default fallback: Int,
        in range: ClosedRange<Int> = 0...Int.max
    ) throws(SettingsError) -> Int {
        guard let text = self.string(name) else { return fallback }
        return try Self.int(text, name, in: range)
    }

    /// A comma list of whole numbers, each inside the range, at least one.
    package func ints(
        _ name: String,
        default fallback: [Int],
        in range: ClosedRange<Int> = 0...Int.max
    ) throws(SettingsError) -> [Int] {
        guard self.string(name) != nil else { return fallback }
        var numbers: [Int] = []
        for text in self.list(name, default: []) {
            numbers.append(try Self.int(text, name, in: range))
        }
        guard !numbers.isEmpty else {
            throw SettingsError(name: name, problem: "must name at least one number")
        }
        return numbers
    }

    /// `true`, `yes`, `on` or `1`; `false`, `no`, `off` or `0`; in any case.
    package func bool(_ name: String, default fallback: Bool) throws(SettingsError) -> Bool {
        guard let text = self.string(name) else { return fallback }
        switch text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw SettingsError(name: name, problem: "must be true or false, is \(Self.quoted(text))")
        }
    }

    /// A time given in seconds; fractions are taken.
    package func seconds(
        _ name: String,
        default fallback: Duration,
        in range: ClosedRange<Duration> = .zero ... .seconds(31_536_000)
    ) throws(SettingsError) -> Duration {
        guard let text = self.string(name) else { return fallback }
        guard let seconds = Double(text), seconds.isFinite, abs(seconds) < 1e12,
            range.contains(.seconds(seconds))
        else {
            let lowest = range.lowerBound / .seconds(1)
            let highest = range.upperBound / .seconds(1)
            throw SettingsError(
                name: name,
                problem: "must be a number of seconds from \(lowest) to \(highest), is \(Self.quoted(text))"
            )
        }
        return .seconds(seconds)
    }

    /// A comma list; white space round its elements and empty elements are dropped.
    package func list(_ name: String, default fallback: [String]) -> [String] {
        guard let text = self.string(name) else { return fallback }
        return text.split(separator: ",").map(Self.trimmed).filter { !$0.isEmpty }
    }

    /// One of an enumeration's raw values, in any case.
    package func choice<Choice>(_ name: String, default fallback: Choice) throws(SettingsError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = self.string(name) else { return fallback }
        if let choice = Choice.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) {
            return choice
        }
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw SettingsError(name: name, problem: "must be one of \(names), is \(Self.quoted(text))")
    }

    private func text(_ name: String, isSecret: Bool) -> String? {
        let text = self.reader.string(forKey: ConfigKey([name]), isSecret: isSecret).map { Self.trimmed($0[...]) }
        return text?.isEmpty == true ? nil : text
    }

    private static func int(_ text: String, _ name: String, in range: ClosedRange<Int>) throws(SettingsError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            let bounds =
                range.upperBound == .max
                ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw SettingsError(name: name, problem: "must be a whole number \(bounds), is \(Self.quoted(text))")
        }
        return number
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { String(start[...$0]) } ?? ""
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.prefix(64))\""
    }
}
