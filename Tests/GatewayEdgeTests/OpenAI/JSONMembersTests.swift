import Foundation
import Testing

@testable import GatewayEdge

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
        #expect(members.text(of: ["c", "b", "e"]) == #"{"b":{"z":1,"a":[1.10,"}",{"\"":"]"}]},"c":-1e3}"#)
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
