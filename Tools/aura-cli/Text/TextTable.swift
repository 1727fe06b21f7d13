/// Rows as lines for people: columns stand below each other.
enum TextTable {
    /// Characters of a cell.
    private static let cellLimit = 120

    static func lines(_ rows: [[String]]) -> [String] {
        let rows = rows.map { $0.map(Self.cell) }
        let columns = rows.first?.indices ?? 0..<0
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
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
