import FoundationEssentials

/// A day by UTC, on which tokens are counted.
package struct UsageDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1 January 1970.
    package var number: Int

    package init(number: Int) {
        self.number = number
    }

    /// The day of a moment in Unix milliseconds.
    package init(of milliseconds: Int64) {
        self.number = Int((Double(milliseconds) / 86_400_000).rounded(.down))
    }

    package static var today: UsageDay { UsageDay(of: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// Reads `YYYY-MM-DD`; nil for what is no day.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.utf8.count == 10, let date = try? Self.style.parse(text) else { return nil }
        self.init(of: Int64(date.timeIntervalSince1970 * 1000))
        // A parser that takes 30 February for a day of March is not asked whether there is one.
        guard self.description == text else { return nil }
    }

    package var description: String {
        Date(timeIntervalSince1970: Double(self.number) * 86_400).formatted(Self.style)
    }

    /// The first moment after the day, Unix seconds.
    package var end: Int { (self.number + 1) * 86_400 }

    package static func < (left: UsageDay, right: UsageDay) -> Bool { left.number < right.number }

    private static let style = Date.ISO8601FormatStyle().year().month().day()
}
