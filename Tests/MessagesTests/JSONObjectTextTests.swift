import Foundation
import Messages
import Testing

@Suite struct JSONObjectTextTests {
    @Test func whatIsWrittenIsRead() throws {
        var object = JSONObjectText()
        object.add("text", "\"한\"\n\u{1}")
        object.add("nothing", nil)
        object.add("least", Int64.min)
        object.add("most", UInt64.max)
        object.add("part", -1.5e-300)
        object.add("endless", Double.infinity)
        object.add("yes", true)
        object.add("no", false)
        object.add("inner", json: Array(#"[{"a":null}]"#.utf8))
        let json = String(decoding: object.end(), as: UTF8.self)
        #expect(
            json == #"{"text":"\"한\"\n\u0001","nothing":null,"least":-9223372036854775808,"#
                + #""most":18446744073709551615,"part":-1.5e-300,"endless":null,"yes":true,"no":false,"inner":[{"a":null}]}"#
        )
        _ = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    @Test func anEmptyObjectIsOne() {
        #expect(JSONObjectText().end() == Array("{}".utf8))
    }
}
