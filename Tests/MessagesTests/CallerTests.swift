import Messages
import Testing

@Suite struct CallerTests {
    @Test(arguments: ["t", "tenant-1", "테넌트", "a b", String(repeating: "x", count: 50)])
    func aNameOfOneToFiftyBytesIsTakenAsItIs(text: String) {
        #expect(TenantID(text)?.description == text)
        #expect(UserID(text)?.description == text)
    }

    @Test(arguments: [
        "", String(repeating: "x", count: 51), String(repeating: "한", count: 17), "a\n", "\u{0}", "a\u{7f}b",
    ])
    func aLongerNameOrOneWithControlCharactersIsNotTaken(text: String) {
        #expect(TenantID(text) == nil)
        #expect(UserID(text) == nil)
    }

    @Test func personsOfTwoTenantsAreTwoCallers() throws {
        let user = try #require(UserID("7"))
        let one = Caller(tenant: try #require(TenantID("1")), user: user)
        let other = Caller(tenant: try #require(TenantID("2")), user: user)
        #expect(one != other)
    }
}
