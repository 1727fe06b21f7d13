import Bus
import FoundationEssentials
import Messages

/// Refuses new work of a tenant that has used up its tokens for the day. What goes on meanwhile the workers stop.
struct TokenBudget: Sendable {
    /// Tokens of one tenant and day.
    let limit: Int
    /// Tokens that a tenant has used on a day.
    let used: @Sendable (TenantID, UsageDay) async throws(BusError) -> Int

    /// - Throws: 429 until midnight UTC; 503 where nobody knows what was used.
    func admit(_ tenant: TenantID) async throws(EdgeError) {
        let day = UsageDay.today
        let used: Int
        do throws(BusError) {
            used = try await self.used(tenant, day)
        } catch {
            throw .unavailable()
        }
        guard used >= self.limit else { return }
        var refusal = EdgeError(.overBudget)
        refusal.retryAfter = max(1, day.end - Int(Date().timeIntervalSince1970))
        throw refusal
    }
}
