import Testing

@testable import Signing

@Suite struct HMACKeyTests {
    /// RFC 4231 sections 4.2, 4.3, 4.4, 4.7 and 4.8.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            Array(
                """
                This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func codesAreThoseOfTheStandard(secret: [UInt8], message: [UInt8], expected: String) throws {
        let key = try #require(HMACKey(secret: secret))
        let code = try #require(key.authenticationCode(for: message))
        #expect(Hexadecimal.encode(code) == expected)
        #expect(key.authenticates(message, with: code))
        #expect(!key.authenticates(message + [0], with: code))
        #expect(!key.authenticates(message, with: code + [0]))
        #expect(!key.authenticates(message, with: Array(code.dropLast())))
    }

    @Test func oneKeyServesManyTasksAtOnce() async throws {
        let key = try #require(HMACKey(secret: TestToken.secret))
        let messages = (0..<400).map { Array(String(repeating: "\($0) ", count: $0).utf8) }
        let expected = try messages.map { try #require(HMACKey(secret: TestToken.secret)?.authenticationCode(for: $0)) }
        await withTaskGroup { group in
            for (message, code) in zip(messages, expected) {
                group.addTask { (0..<20).allSatisfy { _ in key.authenticates(message, with: code) } }
            }
            for await areAllRight in group {
                #expect(areAllRight)
            }
        }
    }
}
