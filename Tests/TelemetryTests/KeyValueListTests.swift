import Telemetry
import Testing

@Suite struct KeyValueListTests {
    @Test(arguments: [
        ("", []), ("a=b", ["a:b"]), ("a=b,c=d", ["a:b", "c:d"]), (" a = b ,, c=d=e ", ["a:b", "c:d=e"]),
        ("Authorization=Basic%20eDp5%3D", ["Authorization:Basic eDp5="]), ("a=", ["a:"]),
    ])
    func pairsAreRead(text: String, expected: [String]) throws {
        let pairs = try #require(KeyValueList.pairs(in: text))
        #expect(pairs.map { "\($0.key):\($0.value)" } == expected)
    }

    @Test(arguments: ["a", "=b", "a=%", "a=%zz", "a=%ff", "a=b,c"])
    func othersAreRefused(text: String) {
        #expect(KeyValueList.pairs(in: text) == nil)
    }
}
