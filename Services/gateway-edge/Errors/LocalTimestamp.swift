import FoundationEssentials

/// The backend's way to write times: ISO without a zone (contract §4.1); ours are UTC.
enum LocalTimestamp {
    static var now: String { Self.text(of: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// Writes a time in Unix milliseconds; a fraction's last zeros are dropped.
    static func text(of milliseconds: Int64) -> String {
        let (seconds, fraction) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let style = Date.ISO8601FormatStyle().year().month().day().time(includingFractionalSeconds: false)
        let text = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
        guard fraction > 0 else { return text }
        var digits = "\(1000 + fraction)".dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(text).\(digits)"
    }
}
