import ArgumentParser
import Foundation

/// Which edge is asked, and as whom.
struct EdgeOptions: ParsableArguments {
    @Option(help: "The edge, in the place of AURA_URL and http://127.0.0.1:8000.")
    var url: String?

    @Option(
        help: ArgumentHelp(
            "A token, in the place of AURA_TOKEN; without both one is made, as token does.",
            discussion: "Others on this machine can see a command's arguments, but not its environment."
        )
    )
    var token: String?

    @Option(help: "The tenant: that of the token, or 1 for one that is made.")
    var tenant: String?

    @Option(help: "The user for whom a token is made; 42 without it.")
    var user: String?

    @Option(help: "The role of a token that is made: admin, manager, user or guest.")
    var role = "user"

    @OptionGroup var state: StateOptions

    /// What a token that is made lasts for, in seconds.
    private static let lifetime = 3600

    func address(environment: [String: String]) throws(OperatorError) -> EdgeAddress {
        try EdgeAddress(self.url ?? Self.present(environment["AURA_URL"]) ?? "http://127.0.0.1:8000")
    }

    /// As whom the edge is asked.
    ///
    /// - Throws: ``OperatorError``; ``StackError`` where no token can be made.
    func access(environment: [String: String]) throws -> EdgeAccess {
        try self.access(environment: environment) {
            try TokenSecret(environment: environment, state: self.state.makeFolder())
        }
    }

    /// The same, with a secret that is only asked for where no token is given.
    func access(environment: [String: String], findSecret: () throws -> TokenSecret) throws -> EdgeAccess {
        if let token = Self.present(self.token) ?? Self.present(environment["AURA_TOKEN"]) {
            return try EdgeAccess(token: token, tenant: self.tenant)
        }
        let secret = try findSecret()
        let tenant = self.tenant ?? "1"
        let user = self.user ?? "42"
        let role = self.role
        return EdgeAccess(tenant: tenant, user: user) {
            try TokenClaims(
                user: user,
                tenant: tenant,
                role: role,
                issuedAt: Date(),
                lifetimeSeconds: Self.lifetime
            ).signed(with: secret)
        }
    }

    /// Does work with a client of the edge; what it fails with is told in one line and by the exit code.
    func withClient(_ work: (EdgeClient) async throws -> Void) async throws {
        try await reporting {
            let environment = ProcessInfo.processInfo.environment
            let address = try self.address(environment: environment)
            let access: EdgeAccess
            do {
                access = try self.access(environment: environment)
            } catch let error as StackError {
                throw OperatorError(.validationFailure, error.description)
            }
            let client = try EdgeClient(
                address: address,
                access: access,
                language: TerminalLanguage.tag(environment: environment)
            )
            try await work(client)
        }
    }

    private static func present(_ text: String?) -> String? {
        text?.isEmpty == false ? text : nil
    }
}
