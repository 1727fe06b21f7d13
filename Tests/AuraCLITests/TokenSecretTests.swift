import Foundation
import Testing

@testable import AuraCLI

@Suite struct TokenSecretTests {
    @Test func aMissingSecretIsMadeOnceAndReadableByItsOwnerOnly() throws {
        try withStateFolder { state in
            let first = try TokenSecret(environment: [:], state: state)
            let second = try TokenSecret(environment: ["JWT_SECRET": ""], state: state)
            #expect(first == second)
            #expect(first.value.utf8.count >= TokenSecret.minimumBytes)
            let attributes = try FileManager.default.attributesOfItem(atPath: state.secret.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func whoOnlyLooksForASecretMakesNone() throws {
        try withStateFolder { state in
            #expect(throws: StackError.secretNotKept) { try TokenSecret(environment: [:], keptIn: state.secret) }
            #expect(!FileManager.default.fileExists(atPath: state.secret.path))
            let made = try TokenSecret(environment: [:], state: state)
            #expect(try TokenSecret(environment: [:], keptIn: state.secret) == made)
            #expect(throws: StackError.secretMissing) {
                try TokenSecret(environment: ["AURA_ENV": "Production"], keptIn: state.secret)
            }
        }
    }

    @Test func twoMachinesDoNotShareADevelopmentSecret() throws {
        let first = try withStateFolder { try TokenSecret(environment: [:], state: $0) }
        let second = try withStateFolder { try TokenSecret(environment: [:], state: $0) }
        #expect(first != second)
    }

    @Test func aGivenSecretIsTakenAndNothingIsKept() throws {
        try withStateFolder { state in
            let given = String(repeating: "k", count: 32)
            let secret = try TokenSecret(environment: ["JWT_SECRET": given], state: state)
            #expect(secret.value == given)
            #expect(!FileManager.default.fileExists(atPath: state.secret.path))
        }
    }

    @Test func aShortSecretIsRefused() throws {
        try withStateFolder { state in
            #expect(throws: StackError.secretTooShort(32)) {
                try TokenSecret(environment: ["JWT_SECRET": String(repeating: "k", count: 31)], state: state)
            }
        }
    }

    @Test func productionNeverRunsOnADevelopmentSecret() throws {
        try withStateFolder { state in
            try "kept from development, thirty-two bytes".write(to: state.secret, atomically: true, encoding: .utf8)
            #expect(throws: StackError.secretMissing) {
                try TokenSecret(environment: ["AURA_ENV": "production"], state: state)
            }
        }
    }
}
