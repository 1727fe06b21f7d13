import Bus
import Messages

/// What clients are shown of the tokens that were used. What was estimated is part of each number, and told apart.
struct UsageView: Encodable, Sendable {
    struct Count: Encodable, Sendable {
        var promptTokens: Int
        var completionTokens: Int
        var totalTokens: Int
        /// Calls to models.
        var requests: Int

        init(_ count: UsageCount) {
            self.promptTokens = count.promptTokens
            self.completionTokens = count.completionTokens
            self.totalTokens = count.totalTokens
            self.requests = count.requests
        }
    }

    struct Totals: Encodable, Sendable {
        let all: Count
        /// The part that no provider counted.
        let estimated: Count

        init(exact: UsageCount, estimated: UsageCount) {
            self.all = Count(exact + estimated)
            self.estimated = Count(estimated)
        }

        func encode(to encoder: any Encoder) throws {
            try self.all.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(self.estimated, forKey: .estimated)
        }

        private enum CodingKeys: CodingKey {
            case estimated
        }
    }

    struct Row: Encodable, Sendable {
        let row: UsageRow

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(self.row.day.description, forKey: .day)
            try container.encode(self.row.user.description, forKey: .user)
            try container.encode(self.row.model, forKey: .model)
            try Totals(exact: self.row.exact, estimated: self.row.estimated).encode(to: encoder)
        }

        private enum CodingKeys: CodingKey {
            case day, user, model
        }
    }

    var from: String
    var to: String
    var rows: [Row]
    var totals: Totals

    init(_ days: ClosedRange<UsageDay>, _ rows: [UsageRow]) {
        self.from = days.lowerBound.description
        self.to = days.upperBound.description
        self.rows = rows.map { Row(row: $0) }
        self.totals = Totals(
            exact: rows.reduce(UsageCount()) { $0 + $1.exact },
            estimated: rows.reduce(UsageCount()) { $0 + $1.estimated }
        )
    }
}
