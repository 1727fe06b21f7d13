import Messages

/// Tokens as a table for people, the sum last.
enum UsageText {
    private static let headings = ["DAY", "USER", "MODEL", "PROMPT", "COMPLETION", "TOTAL", "REQUESTS", "ESTIMATED"]

    static func lines(of usage: JSONValue) -> [String] {
        let rows = usage["rows"]?.array ?? []
        guard !rows.isEmpty else { return ["No tokens were used."] }
        let cells = rows.map { row in
            ["day", "user", "model"].map { row[$0]?.string ?? "-" } + Self.numbers(row)
        }
        let sum = usage["totals"].map { [["all", "", ""] + Self.numbers($0)] } ?? []
        return TextTable.lines([Self.headings] + cells + sum)
    }

    private static func numbers(_ count: JSONValue) -> [String] {
        ["promptTokens", "completionTokens", "totalTokens", "requests"].map { count[$0]?.text ?? "-" }
            + [count["estimated"]?["totalTokens"]?.text ?? "-"]
    }
}
