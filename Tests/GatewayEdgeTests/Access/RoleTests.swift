import Testing

@testable import GatewayEdge

@Suite struct RoleTests {
    // Contract §3.3.
    @Test(arguments: [
        (Role.admin, [Permission.agentRead, .agentExecute, .dataRead, .systemAdmin]),
        (.manager, [.agentRead, .agentExecute, .dataRead]),
        (.user, [.agentRead, .agentExecute, .dataRead]),
        (.guest, [.agentRead, .dataRead]),
    ])
    func aRoleMayDoWhatTheContractSaysAndNoMore(role: Role, permissions: [Permission]) {
        #expect(Permission.allCases.filter { role.allows($0) } == permissions)
    }

    @Test(arguments: [
        ("ADMIN", Role.admin), ("admin", .admin), ("MANAGER", .manager), ("SYNAPSEX_ADMIN", .manager),
        ("SYNAPSEX_OPERATOR", .user), ("USER", .user), ("SYNAPSEX_VIEWER", .guest), ("guest", .guest),
        ("root", .user), ("", .user),
    ])
    func namesOfTheAuthServerAreKnown(name: String, role: Role) {
        #expect(Role(name: name) == role)
    }

    @Test func ofSeveralRolesTheStrongestCounts() {
        #expect(Role(names: ["SYNAPSEX_VIEWER", "ADMIN", "USER"]) == .admin)
        #expect(Role(names: ["SYNAPSEX_VIEWER", "USER"]) == .user)
        #expect(Role(names: ["SYNAPSEX_VIEWER"]) == .guest)
        #expect(Role(names: []) == .user)
        #expect(Role(name: nil) == .user)
    }
}
