package import Bus
import FoundationEssentials
package import Messages
import Testing

extension Caller {
    /// A caller of a tenant.
    package static func of(_ tenant: String, _ user: String) throws -> Caller {
        Caller(tenant: try #require(TenantID(tenant)), user: try #require(UserID(user)))
    }
}

extension RunRecord {
    /// A chat that was just made and that a worker has a minute to begin.
    package static func test(_ caller: Caller, deadline: Duration = .seconds(60)) -> RunRecord {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        return RunRecord(
            run: .random(),
            kind: .chat,
            caller: caller,
            created: now,
            deadline: now + Int64(deadline / .milliseconds(1))
        )
    }
}
