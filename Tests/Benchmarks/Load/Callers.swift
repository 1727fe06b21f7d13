import Foundation
import Signing

/// People who ask, with their tokens: as many as the product's own limits of streams for one user and one tenant want.
struct Callers: Sendable {
    static let secret = "a secret of the benchmarks, long enough"
    private static let streamsPerUser = 16
    private static let streamsPerTenant = 256

    private let users: [(tenant: String, token: String)]

    /// - Parameter streams: How many streams they shall have open at once.
    init(streams: Int) throws {
        let count = max((streams + Self.streamsPerUser - 1) / Self.streamsPerUser, 1)
        self.users = try (0..<count).map { user in
            let tenant = "\(1 + user * Self.streamsPerUser / Self.streamsPerTenant)"
            return (tenant, try Self.token(tenant: tenant, user: user + 1))
        }
    }

    /// One person of a tenant.
    init(tenant: String) throws {
        self.users = [(tenant, try Self.token(tenant: tenant, user: 1))]
    }

    /// The headers of the stream with this number.
    func headers(of stream: Int) -> [(String, String)] {
        let user = self.users[stream / Self.streamsPerUser % self.users.count]
        return [
            ("Authorization", "Bearer \(user.token)"), ("X-Tenant-ID", user.tenant),
            ("Content-Type", "application/json"),
        ]
    }

    private static func token(tenant: String, user: Int) throws -> String {
        let now = Int(Date().timeIntervalSince1970)
        let claims = #"{"sub":"\#(user)","tenant_id":"\#(tenant)","iat":\#(now),"exp":\#(now + 3600)}"#
        return try JWTSigner.hs256(payload: Array(claims.utf8), secret: Array(Self.secret.utf8))
    }
}
