import Bus

/// Dead letters as a table for people: one line each; `show` tells what a cell has no room for.
enum DeadLetterTable {
    private static let headings = ["ID", "FAILED AT", "TRIES", "WHAT", "REASON"]

    static func lines(of letters: [DeadEntry]) -> [String] {
        TextTable.lines(
            [Self.headings]
                + letters.map { letter in
                    [
                        letter.id, letter.failedAtText, letter.attempts.map { "\($0)" } ?? "-", letter.subject,
                        letter.reason ?? "-",
                    ]
                }
        )
    }
}
