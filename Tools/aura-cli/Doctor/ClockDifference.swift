import Foundation

/// How far another machine's clock is from this one's.
struct ClockDifference: Equatable {
    /// A token may be from the future by a minute (`iat`, `nbf`); half of that is left for what drifts until then.
    private static let failing = 30.0
    private static let warning = 3.0

    /// Seconds that the other clock is ahead.
    var seconds: Double

    /// - Parameters:
    ///   - other: The other clock's reading, Unix seconds.
    ///   - before: This clock's reading when it was asked, `after` when it had answered.
    init(other: Double, before: Date, after: Date) {
        self.seconds = other - (before.timeIntervalSince1970 + after.timeIntervalSince1970) / 2
    }

    /// - Parameter whose: As in "the edge's".
    func diagnosis(_ check: String, whose: String) -> Diagnosis {
        let apart = abs(self.seconds)
        let finding = "\(whose) clock is \(Self.shown(apart)) \(self.seconds < 0 ? "behind" : "ahead")"
        let advice = "let NTP or chrony set the clocks of all machines"
        if apart >= Self.failing { return .fail(check, finding, advice) }
        if apart >= Self.warning { return .warn(check, finding, advice) }
        return .ok(check, "\(whose) clock is the same")
    }

    private static func shown(_ seconds: Double) -> String {
        "\(Int(min(seconds.rounded(), 1e15))) s"
    }

    /// Reads a `Date` header (RFC 9110, section 5.6.7), Unix seconds.
    static func httpDate(_ text: String) -> Double? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT",
            let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
                .firstIndex(of: String(parts[2]))
        else { return nil }
        let month2 = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        let iso = "\(parts[3])-\(month2)-\(parts[1])T\(parts[4])Z"
        return (try? Date.ISO8601FormatStyle().parse(iso))?.timeIntervalSince1970
    }
}
