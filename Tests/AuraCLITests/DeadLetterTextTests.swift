import Bus
import Foundation
import Messages
import Testing

@testable import AuraCLI

@Suite struct DeadLetterTextTests {
    private func letter(
        _ id: String,
        _ fields: [(String, String)],
        reason: String = "no tenant",
        failedAt: String = "1790000000999"
    ) -> DeadEntry {
        let own = [("reason", reason), ("attempts", "2"), ("failedAt", failedAt)]
        return DeadEntry(id: id, fields: (fields + own).map { (name: $0.0, value: Array($0.1.utf8)) })
    }

    @Test func aTableHasALineForEachAndSaysWhatEachIs() {
        let letters = [
            self.letter("1790000000999-12", [("event", #"{"eventType":"MAIL_SENT","tenantId":1}"#), ("entry", "1-1")]),
            self.letter("5-0", [("v", "1"), ("kind", "chat"), ("body", "{}")], reason: "받는 이 없음"),
            self.letter("4-0", [("event", "not JSON")], failedAt: "9223372036854775807"),
            DeadEntry(id: "3-0", fields: [(name: "x", value: [0xFF])]),
        ]
        #expect(
            DeadLetterTable.lines(of: letters) == [
                "ID                FAILED AT             TRIES  WHAT       REASON",
                "1790000000999-12  2026-09-21T14:13:20Z  2      MAIL_SENT  no tenant",
                "5-0               2026-09-21T14:13:20Z  2      chat       받는 이 없음",
                "4-0               9223372036854775807   2      -          no tenant",
                "3-0               -                     -      -          -",
            ]
        )
    }

    @Test func whatCouldActOnATerminalIsWrittenOut() throws {
        let hostile = "\u{1B}[2J\r\n\u{9B}31m\u{202E}evil\u{2028}\u{7F}"
        let event = #"{"eventType":"\#u{1B}]0;x\#u{7}"}"#
        let letter = self.letter("1-1", [("event", "\"\u{9B}\u{202E}\""), ("na\u{1B}me", hostile)], reason: hostile)
        let written = "\\u{1B}[2J\\u{D}\\u{A}\\u{9B}31m\\u{202E}evil\\u{2028}\\u{7F}"
        #expect(letter.lines.contains("reason: \(written)"))
        #expect(letter.lines.contains("na\\u{1B}me: \(written)"))
        #expect(letter.lines.contains(#"  "\u009b\u202e""#))
        let row = try #require(DeadLetterTable.lines(of: [letter]).last)
        #expect(row.hasSuffix(written))
        #expect(self.letter("1-1", [("event", event)]).lines.allSatisfy { !$0.contains("\u{1B}") })
        let record = try JSONSerialization.jsonObject(with: Data(letter.jsonLine.utf8)) as? [String: Any]
        #expect(record?["reason"] as? String == hostile)
        for line in letter.lines + [row, letter.jsonLine] {
            #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        }
    }

    @Test func scriptsAndEmojiStayAsTheyAre() {
        let text = "한국어 👩‍👩‍👧 naïve — \\u{1B} \"x\""
        #expect(text.harmless == text)
        #expect("\u{E0041}".harmlessJSON == "\\udb40\\udc41")
    }

    @Test func aLineForMachinesHasAllFields() throws {
        let letter = self.letter("7-1", [("event", #"{"a":"/"}"#), ("entry", "6-0")])
        #expect(
            letter.jsonLine
                == #"{"attempts":2,"failedAt":1790000000999,"fields":{"entry":"6-0","event":"{\"a\":\"/\"}"},"#
                + #""id":"7-1","reason":"no tenant"}"#
        )
    }

    @Test func anEventIsIndentedAndItsValuesStayAsTheyAreWritten() {
        let event = #" {"n":12345678901234567890.10,"s":"a{,:[\"\\","e":{ },"l":[1, [ ] ,"x"]} "#
        #expect(
            IndentedJSON.lines(of: Array(event.utf8)) == [
                "{", #"  "n": 12345678901234567890.10,"#, #"  "s": "a{,:[\"\\","#, #"  "e": {},"#, #"  "l": ["#,
                "    1,", "    [],", #"    "x""#, "  ]", "}",
            ]
        )
        #expect(IndentedJSON.lines(of: Array("3".utf8)) == ["3"])
    }

    @Test(arguments: ["", "{", "}", "{]", "[1,", "x", "{\"a\":1}}", "\"\u{1}\""])
    func whatIsNoJSONIsNotIndented(text: String) {
        #expect(IndentedJSON.lines(of: Array(text.utf8)) == nil)
    }

    @Test func aListSaysHowManyOlderThereAre() {
        typealias List = DeadList<EventStreamArguments>
        let letters = [self.letter("2-0", [("event", "{}")]), self.letter("1-0", [("event", "{}")])]
        #expect(List.lines([], total: 0, json: false) == ["There are no dead letters."])
        #expect(List.lines([], total: 0, json: true) == [])
        #expect(List.lines(letters, total: 2, json: false).count == 3)
        #expect(List.lines(letters, total: 9, json: false).last == "and 7 older; --limit shows more")
        #expect(List.lines(letters, total: 9, json: true) == letters.map(\.jsonLine))
    }

    @Test func aReportCountsWhatWasPutBackAndNamesTheRest() {
        var report = RetryReport()
        #expect(report.summary == "There are no dead letters.")
        report.add("1-0", .putBack(as: "9-0"))
        #expect(report.summary == "Put 1 back.")
        report.add("2-0", .putBack(as: "9-1"))
        report.add("3-\u{1B}", .missing)
        report.add("4-0", .cut)
        report.add("5-0", .foreign)
        #expect(report.summary == "Put 2 back.")
        #expect(report.problems.count == 3)
        #expect(report.problems.first == "there is no dead letter 3-\\u{1B}")
        #expect(report.jsonLine.hasPrefix(#"{"problems":["there is no dead letter 3-\\u{1B}","4-0 stays"#))
        #expect(report.jsonLine.hasSuffix(#"],"putBack":2}"#))
    }
}
