/// What a caller may do (contract §3.3).
enum Role: String, Sendable, CaseIterable {
    case admin, manager, user, guest

    /// Reads a role name of ours or of the auth server, in any case; anything else counts as a plain user.
    init(name: String?) {
        self =
            switch name?.uppercased() {
            case "ADMIN": .admin
            case "MANAGER", "SYNAPSEX_ADMIN": .manager
            case "GUEST", "SYNAPSEX_VIEWER": .guest
            default: .user
            }
    }

    /// Of several roles the one that may do most.
    init(names: [String]) {
        let roles = names.map { Role(name: $0) }
        self = Self.allCases.first { roles.contains($0) } ?? .user
    }

    func allows(_ permission: Permission) -> Bool {
        switch permission {
        case .agentRead, .dataRead: true
        case .agentExecute: self != .guest
        case .systemAdmin: self == .admin
        }
    }
}
