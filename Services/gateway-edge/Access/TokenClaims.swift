/// The claims that this service reads (contract §3.1): ids may be strings or integers, under two names each.
struct TokenClaims: Decodable, Sendable, Equatable {
    var user: String?
    var tenant: String?
    var role: String?
    var roles: [String]

    private enum CodingKeys: String, CodingKey {
        case sub, role, roles, tenantId
        case userID = "user_id"
        case tenantID = "tenant_id"
    }

    init(from decoder: any Decoder) throws {
        let claims = try decoder.container(keyedBy: CodingKeys.self)
        func id(_ keys: CodingKeys...) -> String? {
            for key in keys {
                if let text = try? claims.decode(String.self, forKey: key) { return text }
                if let number = try? claims.decode(Int64.self, forKey: key) { return "\(number)" }
            }
            return nil
        }
        self.user = id(.sub, .userID)
        self.tenant = id(.tenantID, .tenantId)
        self.role = try? claims.decode(String.self, forKey: .role)
        self.roles = (try? claims.decode([String].self, forKey: .roles)) ?? []
    }
}
