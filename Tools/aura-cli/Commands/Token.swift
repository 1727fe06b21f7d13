import ArgumentParser
import Foundation
import Messages

/// Prints an HS256 token that the gateway edge of this machine accepts.
struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints a token.",
        discussion: "Signed with JWT_SECRET or, outside production, with the development secret in the state folder."
    )

    @Option(help: "The tenant_id claim.")
    var tenant = "1"

    @Option(help: "The sub claim.")
    var user = "42"

    @Option(help: "The role claim: admin, manager, user or guest.")
    var role = "user"

    @Option(help: "The email claim; absent without it.")
    var email: String?

    @Option(help: "Seconds that the token is valid for.")
    var expiresIn = 3600

    @OptionGroup var output: JSONOption
    @OptionGroup var state: StateOptions

    func validate() throws {
        guard self.expiresIn > 0 else { throw ValidationError("--expires-in must be at least one second.") }
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let secret = try TokenSecret(environment: environment, state: self.state.makeFolder())
        let claims = TokenClaims(
            user: self.user,
            tenant: self.tenant,
            email: self.email,
            role: self.role,
            issuedAt: Date(),
            lifetimeSeconds: self.expiresIn
        )
        let token = try claims.signed(with: secret)
        guard self.output.json else { return Console.say(token) }
        let line: JSONValue = [
            "token": .string(token), "tenant": .string(self.tenant), "user": .string(self.user),
            "role": .string(self.role), "expiresAt": JSONValue(integerLiteral: claims.exp),
        ]
        Console.say(line.text.harmlessJSON)
    }
}
