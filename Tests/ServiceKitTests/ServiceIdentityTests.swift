import Foundation
import Testing

@testable import ServiceKit

@Suite("A service's identity")
struct ServiceIdentityTests {
    @Test("has a new boot at every start and keeps its instance")
    func boots() throws {
        let settings = Settings(environment: ["AURA_INSTANCE": "llm-1"])
        let identities = try (0..<100).map { _ in try ServiceIdentity(service: "llm", settings: settings) }
        #expect(Set(identities.map(\.boot)).count == 100)
        for identity in identities {
            #expect(identity.boot.wholeMatch(of: /[0-9a-z]{8}/) != nil)
            #expect(identity.id == "llm-1.\(identity.boot)")
        }
        #expect(identities[0].executable == "aura-llm")
    }

    @Test("is named after host and process where no name is given")
    func defaultInstance() throws {
        let identity = try ServiceIdentity(service: "llm", settings: Settings(environment: [:]))
        #expect(identity.instance.hasSuffix("-\(ProcessInfo.processInfo.processIdentifier)"))
        #expect(identity.instance.wholeMatch(of: /[A-Za-z0-9._-]+-[0-9]+/) != nil)
    }

    @Test(
        "refuses names that would not fit a key of the bus",
        arguments: ["a b", "a{b}", "a:b", "é", "a\nb", String(repeating: "a", count: 129)]
    )
    func badInstances(name: String) {
        #expect(throws: SettingsError.self) {
            try ServiceIdentity(service: "llm", settings: Settings(environment: ["AURA_INSTANCE": name]))
        }
    }
}
