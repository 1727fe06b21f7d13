import Foundation
import Messages
import Testing

@Suite struct RunIDTests {
    @Test func randomIDsDifferAndAreReadBack() throws {
        let ids = (0..<1000).map { _ in RunID.random() }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(id.description.utf8.count == 26)
            #expect(RunID(id.description) == id)
        }
        // Every place takes every one of the 32 characters.
        for place in 0..<26 {
            #expect(Set(ids.map { Array($0.description.utf8)[place] }).count == 32)
        }
    }

    @Test(arguments: [
        "0123456789abcdef", "zzzzzzzzzzzzzzzzzzzzzzzzzz", String(repeating: "a", count: 40),
    ])
    func sixteenToFortyLettersAndDigitsAreAnID(text: String) throws {
        let id = try #require(RunID(text))
        #expect(id.description == text)
        #expect(try JSONDecoder().decode(RunID.self, from: JSONEncoder().encode(id)) == id)
    }

    @Test(arguments: [
        "", "0123456789abcde", String(repeating: "a", count: 41), "0123456789ABCDEF", "0123456789abcde}",
        "0123456789abcde{", "0123456789abcde:", "0123456789abcde ", "0123456789abcde\n", "0123456789abcde\u{e9}",
        "0123456789abcde-", "0123456789abcde*", "0123456789abcde\u{0}", "０１２３４５６７８９",
    ])
    func anythingElseIsNoID(text: String) throws {
        #expect(RunID(text) == nil)
        let json = try JSONEncoder().encode(text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RunID.self, from: json) }
    }
}
