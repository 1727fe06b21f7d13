import DWPGateway
import Testing

@testable import Tasks

@Suite struct DWPTextTests {
    @Test func zerosGo() {
        #expect(DWPText.withoutZeros("a\0b\0") == "ab")
        #expect(DWPText.withoutZeros("한국어") == "한국어")
        #expect(DWPText.description("\0") == "")
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "abc"), ("한국어", 9, "한국어"), ("한국어", 8, "한국"), ("한국어", 2, ""),
        ("a👩‍👩‍👧b", 10, "a"), ("e\u{301}x", 3, "e\u{301}"), ("e\u{301}x", 2, ""), ("", 0, ""),
    ])
    func aCutKeepsWholeCharacters(text: String, limit: Int, expected: String) {
        #expect(DWPText.cut(text, toBytes: limit) == expected)
    }

    @Test func aLongErrorMessageFitsTheGatewaysRequestLine() {
        let message = DWPText.errorMessage(String(repeating: "오류", count: 1000))
        #expect(message.utf8.count == 999)
        #expect(DWPText.percentEncoded(message).utf8.count == 2997)
    }

    @Test func allButUnreservedIsEscaped() {
        #expect(DWPText.percentEncoded("aZ09-._~") == "aZ09-._~")
        #expect(DWPText.percentEncoded("a b+c&d=e%/\n한") == "a%20b%2Bc%26d%3De%25%2F%0A%ED%95%9C")
    }
}
