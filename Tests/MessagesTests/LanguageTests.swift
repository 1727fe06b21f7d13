import Messages
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        "en", "EN", "en-US", "en-US,ko;q=0.9", " en", "en;q=0.5", "en ;q=0.5", "En-gb, ko", "en,ko",
    ])
    func anEnglishFirstTagMeansEnglish(header: String) {
        #expect(Language(acceptLanguage: header) == .english)
    }

    @Test(arguments: [
        nil, "", "ko", "ko-KR", "ko-KR,en;q=0.9", "fr", "fr,en;q=0.9", "*", "zh-Hant", ",en", ";q=1", "enm", "eng",
        "engb,en",
        "english", "-en", "e", "\u{0}en", String(repeating: "x", count: 10_000),
    ])
    func anythingElseMeansKorean(header: String?) {
        #expect(Language(acceptLanguage: header) == .korean)
    }

    @Test func theStoredNamesStay() {
        #expect(Language.allCases.map(\.rawValue) == ["ko", "en"])
    }
}
