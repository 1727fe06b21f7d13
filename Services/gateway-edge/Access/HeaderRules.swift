import Bus
import HTTPTypes
import Messages

/// What a route asks of the headers that name the caller.
enum HeaderRules: Sendable {
    /// Those of contract §2 and §3.2.
    case general
    /// The same, but a token's tenant counts alone unless the header disagrees, so that clients of others work unchanged.
    case tokenAlone
    /// Those of the routes that decide approvals, with main-service's answers (contract §7.2).
    case decisions
}

extension Authenticator {
    /// Who asks, by a route's rules. Callers without a token are taken as everywhere.
    func identity(of headers: HTTPFields, now: Int, by rules: HeaderRules) throws(EdgeError) -> Identity {
        guard rules == .decisions, headers[.authorization] != nil else {
            return try self.identity(of: headers, now: now, needsTenantHeader: rules != .tokenAlone)
        }
        let identity: Identity
        do throws(EdgeError) {
            identity = try self.identity(of: headers, now: now)
        } catch {
            switch error.code {
            case .tenantMissing: throw Self.missing(.tenantMissing)
            case .tenantMismatch:
                guard let tenant = Self.value(Self.tenantHeader, in: headers), Int64(tenant) != nil else {
                    throw Self.tenantIsNoNumber
                }
                throw EdgeError(.forbidden, .forbidden, error.words)
            default: throw error
            }
        }
        guard identity.caller.tenant.isNumber else { throw Self.tenantIsNoNumber }
        guard Self.value(Self.userHeader, in: headers) != nil else { throw Self.missing(.userMissing) }
        return identity
    }

    private static let tenantIsNoNumber = EdgeError(.badRequest, .invalidInput, .tenantNoNumber)

    private static func missing(_ words: SystemWords) -> EdgeError {
        EdgeError(.unauthorized, .unauthorized, words)
    }
}
