import ArgumentParser

/// As whom an edge is asked.
struct EdgeAccess: Sendable {
    /// Goes into `X-Tenant-ID`.
    var tenant: String
    /// Nil where a given token does not say.
    var user: String?
    /// Whether a new token can be had when one has ended.
    var isRenewable: Bool
    private let makeToken: @Sendable () throws -> String

    /// Takes a token that somebody else has made.
    ///
    /// - Parameter tenant: In the place of the token's own, for one that cannot be read.
    init(token: String, tenant: String?) throws(OperatorError) {
        let identity = TokenIdentity(token: token)
        guard let tenant = tenant ?? identity?.tenant else {
            throw OperatorError(.validationFailure, "the token names no tenant that can be read; --tenant says it")
        }
        self.tenant = tenant
        self.user = identity?.user
        self.isRenewable = false
        self.makeToken = { token }
    }

    /// Makes a token for each request, so that it never ends before the answer does.
    init(tenant: String, user: String, makeToken: @escaping @Sendable () throws -> String) {
        self.tenant = tenant
        self.user = user
        self.isRenewable = true
        self.makeToken = makeToken
    }

    func token() throws -> String { try self.makeToken() }
}
