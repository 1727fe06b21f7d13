import Bus

/// Dead letters as a table for people: one line each.
enum DeadLetterTable {
    private static let headings = ["ID", "FAILED AT", "TRIES", "WHAT", "REASON"]
    /// Characters of a cell; `show` tells the rest.
    private static let cellLimit = 120

    static func lines(of letters: [DeadEntry]) -> [String] {
        let rows =
            [Self.headings]
            + letters.map { letter in
                [
                    letter.id, letter.failedAtText, letter.attempts.map { "\($0)" } ?? "-", letter.subject,
                    letter.reason ?? "-",
                ].map(Self.cell)
            }
        let widths = Self.headings.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                // Nothing comes after the last.
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }
    }

    private static func cell(_ text: String) -> String {
        let text = text.harmless
        return text.count <= Self.cellLimit ? text : text.prefix(Self.cellLimit - 1) + "…"
    }
}
