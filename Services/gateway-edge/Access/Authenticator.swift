import FoundationEssentials
import HTTPTypes
import Messages
import Signing

/// Decides who asks from a request's headers (contract §2, §3). The time is a parameter.
struct Authenticator: Sendable {
    static let tenantHeader = HTTPField.Name("X-Tenant-ID")
    static let userHeader = HTTPField.Name("X-User-ID")

    private let verifier: JWTVerifier
    private let isTokenRequired: Bool
    private let known = KnownTokens()

    /// - Parameter isTokenRequired: Without it, callers that send no token are taken as `anonymous` of the header's
    ///   tenant; a token that is sent is checked all the same.
    init(verifier: JWTVerifier, isTokenRequired: Bool) {
        self.verifier = verifier
        self.isTokenRequired = isTokenRequired
    }

    /// - Parameter needsTenantHeader: Without it a token's tenant counts alone, unless the header disagrees.
    func identity(of headers: HTTPFields, now: Int, needsTenantHeader: Bool = true) throws(EdgeError) -> Identity {
        let claimed = Self.value(Self.tenantHeader, in: headers)
        guard let authorization = headers[.authorization] else {
            guard !self.isTokenRequired else { throw EdgeError(.unauthorized, .unauthorized, .tokenMissing) }
            return try Self.anonymous(tenant: claimed)
        }
        let identity = try self.identity(ofToken: try Self.token(in: authorization), now: now)
        guard claimed != nil || !needsTenantHeader else { throw Self.missingTenant }
        guard claimed ?? identity.caller.tenant.description == identity.caller.tenant.description else {
            throw EdgeError(.forbidden, .tenantMismatch, .tenantMismatch)
        }
        if let user = Self.value(Self.userHeader, in: headers), user != identity.caller.user.description {
            throw EdgeError(.forbidden, .forbidden, .userMismatch)
        }
        return identity
    }

    private static let missingTenant = EdgeError(.badRequest, .tenantMissing, .tenantMissing)

    private func identity(ofToken token: String, now: Int) throws(EdgeError) -> Identity {
        if let identity = self.known.identity(of: token, now: now) { return identity }
        let verified: VerifiedToken
        do throws(JWTError) {
            verified = try self.verifier.verify(token, now: now)
        } catch {
            if case .expired = error { throw EdgeError(.unauthorized, .tokenExpired, .tokenExpired) }
            throw EdgeError(.unauthorized, .tokenInvalid, .tokenInvalid)
        }
        guard let claims = try? JSONDecoder().decode(TokenClaims.self, from: Data(verified.payload)),
            let user = claims.user.flatMap({ UserID($0) })
        else { throw EdgeError(.unauthorized, .tokenInvalid, .tokenInvalid) }
        guard let tenant = claims.tenant.flatMap({ TenantID($0) }) else {
            throw EdgeError(.forbidden, .forbidden, .tokenWithoutTenant)
        }
        let role = claims.role.map { Role(name: $0) } ?? Role(names: claims.roles)
        let identity = Identity(caller: Caller(tenant: tenant, user: user), role: role, expiresAt: verified.expiresAt)
        self.known.remember(identity, of: token)
        return identity
    }

    private static func anonymous(tenant: String?) throws(EdgeError) -> Identity {
        guard let tenant else { throw Self.missingTenant }
        guard let tenant = TenantID(tenant), let user = UserID("anonymous") else {
            throw EdgeError(.badRequest, .tenantMissing, .tenantUnusable)
        }
        return Identity(caller: Caller(tenant: tenant, user: user), role: .user)
    }

    private static func token(in authorization: String) throws(EdgeError) -> String {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw EdgeError(.unauthorized, .unauthorized, .tokenMissing)
        }
        return String(parts[1])
    }

    /// A header's value without white space round it; nil where there is none.
    static func value(_ name: HTTPField.Name?, in headers: HTTPFields) -> String? {
        guard let text = name.flatMap({ headers[$0] }) else { return nil }
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let end = text.lastIndex { !isSpace($0) }
        guard let end else { return nil }
        return String(text[...end].drop(while: isSpace))
    }
}
