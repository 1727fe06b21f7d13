import Foundation
import Messages
import Testing

@Suite struct JSONMembersTests {
    @Test func valuesKeepTheirBytes() throws {
        let body = #" { "b" : {"z":1,"a":[1.10,"}",{"\"":"]"}]} , "a":"x\"},{", "\u0063":  -1e3 ,"d":[ ]}  "#
        let members = try #require(JSONMembers(of: Array(body.utf8)))
        #expect(members.members.map(\.name) == ["b", "a", "c", "d"])
        #expect(
            members.members.map { String(decoding: $0.value, as: UTF8.self) } == [
                #"{"z":1,"a":[1.10,"}",{"\"":"]"}]}"#, #""x\"},{""#, "-1e3", "[ ]",
            ]
        )
        #expect(members.json(of: ["c", "b", "e"]) == #"{"b":{"z":1,"a":[1.10,"}",{"\"":"]"}]},"c":-1e3}"#)
    }

    @Test func onlyWhatIsSetChanges() throws {
        var members = try #require(JSONMembers(#"{ "a":1.10,"b":"x" , "a":{"c" : []},"d\"":18446744073709551616}"#))
        #expect(members["a"] == #"{"c" : []}"#, "of members with one name the last counts")
        members["a"] = "[2]"
        members.set("b", "\"\n")
        members.set("e", "안녕/")
        #expect(members.json == #"{"a":[2],"b":"\"\n","d\"":18446744073709551616,"e":"안녕/"}"#)
        members["a"] = nil
        members["b"] = nil
        #expect(members.json == #"{"d\"":18446744073709551616,"e":"안녕/"}"#)
        #expect(JSONMembers().json == "{}")
    }

    @Test func idsAreTextsOrIntegers() throws {
        let members = try #require(JSONMembers(#"{"a":"4\u0032","b":42,"c":4.5,"d":null,"e":[42]}"#))
        #expect(members.text("a") == "42")
        #expect(members.text("b") == "42")
        #expect(members.integer("b") == 42)
        #expect(members.integer("a") == nil)
        for name in ["c", "d", "e", "f"] { #expect(members.text(name) == nil) }
    }

    @Test(arguments: ["", "[]", "{} x", #"{"a":01}"#, #"{"a":{"b":nul}}"#, #"{"a":"\x"}"#, "{\"a\":[\"\n\"]}"])
    func textIsReadToItsLastLeaf(json: String) {
        #expect(JSONMembers(json) == nil)
    }

    @Test(arguments: ["{}", " { } "])
    func anEmptyObjectHasNone(body: String) throws {
        #expect(try #require(JSONMembers(of: Array(body.utf8))).members.isEmpty)
    }

    @Test(arguments: [
        "", "[]", "1", "{", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":"x"#, #"{"a":"\"#,
    ])
    func whatIsNoObjectIsRefused(body: String) {
        #expect(JSONMembers(of: Array(body.utf8)) == nil)
    }

    @Test func anotherEncodingIsRefused() throws {
        let bytes = try #require(#"{"a":1}"#.data(using: .utf16LittleEndian))
        #expect(JSONMembers(of: Array(bytes)) == nil)
    }
}
