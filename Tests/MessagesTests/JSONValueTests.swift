import Foundation
import Messages
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        (#"{"b":[1,2.50,true,null],"a":"x/y 한"}"#, #"{"a":"x/y 한","b":[1,2.5,true,null]}"#),
        ("12345678901234567890123456789", "12345678901234567890123456789"),
        ("-9007199254740993", "-9007199254740993"),
        ("1.0", "1"), ("0.1", "0.1"), ("\"\"", "\"\""), ("[]", "[]"), ("{}", "{}"),
    ])
    func valuesAreWrittenAsTheyWereRead(text: String, expected: String) throws {
        #expect(try #require(JSONValue.read(text)).text == expected)
    }

    @Test(arguments: ["", "{", "{} {}", "nul", "01", "'a'"])
    func whatIsNoJSONIsNil(text: String) {
        #expect(JSONValue.read(text) == nil)
    }

    @Test func numbersBeyondDecimalsAreKept() throws {
        #expect(JSONValue.read("1e300") == .extreme(1e300))
        #expect(JSONValue.read("[1.7976931348623157e308]")?.text == "[1.7976931348623157e+308]")
    }

    @Test func integersAreWholeNumbersThatFit() {
        #expect(JSONValue.read("7.0")?.integer == 7)
        #expect(JSONValue.read("7.5")?.integer == nil)
        #expect(JSONValue.read("\"7\"")?.integer == nil)
        #expect(JSONValue.read("92233720368547758070")?.integer == nil)
    }

    @Test func membersAreFoundByName() {
        let value: JSONValue = ["a": ["b": [1, "x"]]]
        #expect(value["a"]?["b"]?.array == [1, "x"])
        #expect(value["a"]?["c"] == nil)
        #expect(value["a"]?["b"]?["c"] == nil)
    }
}
