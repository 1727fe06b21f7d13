package import Messages

/// Tokens and the calls that cost them.
package struct UsageCount: Sendable, Equatable {
    package var promptTokens = 0
    package var completionTokens = 0
    package var requests = 0

    package init(promptTokens: Int = 0, completionTokens: Int = 0, requests: Int = 0) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.requests = requests
    }

    package var totalTokens: Int { self.promptTokens + self.completionTokens }

    package static func + (left: UsageCount, right: UsageCount) -> UsageCount {
        UsageCount(
            promptTokens: left.promptTokens + right.promptTokens,
            completionTokens: left.completionTokens + right.completionTokens,
            requests: left.requests + right.requests
        )
    }
}

/// What one user's calls to one model cost on one day.
package struct UsageRow: Sendable, Equatable {
    package var day: UsageDay
    package var user: UserID
    package var model: String
    /// As the provider counted.
    package var exact: UsageCount
    /// As we estimated where the provider did not say.
    package var estimated: UsageCount

    package init(
        day: UsageDay,
        user: UserID,
        model: String,
        exact: UsageCount = UsageCount(),
        estimated: UsageCount = UsageCount()
    ) {
        self.day = day
        self.user = user
        self.model = model
        self.exact = exact
        self.estimated = estimated
    }
}
