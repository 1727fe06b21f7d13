package import Messages

/// What one call to a model cost.
package struct UsageEntry: Sendable, Equatable {
    /// Which call it is: an entry that comes twice is counted once.
    package struct ID: Hashable, Sendable, CustomStringConvertible {
        package var run: RunID
        /// The epoch in which the run's owner began.
        package var epoch: UInt64
        /// Tells apart the calls of one owner.
        package var call: Int

        package init(run: RunID, epoch: UInt64, call: Int) {
            self.run = run
            self.epoch = epoch
            self.call = call
        }

        package var description: String { "\(self.run):\(self.epoch):\(self.call)" }
    }

    package let id: ID
    package let caller: Caller
    package let model: String
    package let day: UsageDay
    package let promptTokens: Int
    package let completionTokens: Int
    /// Whether we counted ourselves, where the provider did not.
    package let isEstimated: Bool

    /// - Parameter model: Control characters are taken out, and what is beyond ``modelLimit``.
    package init(
        id: ID,
        caller: Caller,
        model: String,
        day: UsageDay,
        promptTokens: Int,
        completionTokens: Int,
        isEstimated: Bool
    ) {
        self.id = id
        self.caller = caller
        self.model = Self.clean(model)
        self.day = day
        self.promptTokens = min(max(0, promptTokens), Self.tokenLimit)
        self.completionTokens = min(max(0, completionTokens), Self.tokenLimit)
        self.isEstimated = isEstimated
    }

    package var totalTokens: Int { self.promptTokens + self.completionTokens }

    /// Characters of a model's name.
    package static let modelLimit = 100
    /// Tokens of one call; a provider that says more is not believed.
    private static let tokenLimit = 1_000_000_000

    private static func clean(_ model: String) -> String {
        let name = model.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(Self.modelLimit)
        return name.isEmpty ? "unknown" : String(String.UnicodeScalarView(name))
    }
}
