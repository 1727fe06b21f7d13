import FoundationEssentials
package import HTTPFetch
import Messages
import ServiceKit

extension DWPConfiguration {
    /// What every request to the backend carries (contract §2): the person's token while it holds, else the service's.
    ///
    /// - Parameter type: The body's media type; nil without a body.
    package func headers(for caller: DWPCaller, type: String?) -> [FetchHeader] {
        var headers = [
            FetchHeader(name: "Accept", value: "application/json"),
            FetchHeader(name: "X-Tenant-ID", value: caller.tenant.description),
            FetchHeader(name: "X-User-ID", value: caller.user.description),
            FetchHeader(name: "X-DWP-Source", value: "AURA"),
            FetchHeader(name: "X-DWP-Caller-Type", value: "AGENT"),
            FetchHeader(name: "X-Correlation-ID", value: caller.correlation),
        ]
        if let type { headers.append(FetchHeader(name: "Content-Type", value: type)) }
        if let traceparent = caller.traceparent { headers.append(FetchHeader(name: "traceparent", value: traceparent)) }
        if let token = self.token(for: caller) {
            headers.append(FetchHeader(name: "Authorization", value: "Bearer \(token)"))
        }
        return headers
    }

    /// The token that a call carries.
    package func token(for caller: DWPCaller) -> String? {
        // One that ends while the call is on its way, or by the other side's clock, would only be refused.
        let soon = Int64(Date().timeIntervalSince1970) + 30
        let own = caller.authorization.flatMap { $0.isValid(at: soon) ? $0.token : nil }
        return own ?? self.serviceToken?.revealed
    }
}
