import FoundationEssentials

/// The backend's way to write times: ISO without a zone (contract §4.1); ours are UTC.
enum LocalTimestamp {
    static var now: String { Self.text(of: Date()) }

    static func text(of date: Date) -> String {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true).year().month().day()
            .time(includingFractionalSeconds: true)
        return date.formatted(style)
    }
}
