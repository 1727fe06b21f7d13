import Messages
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        "en", "EN", "en-US", "en-US,ko;q=0.9", " en", "en;q=0.5", "en ;q=0.5", "en ; q=0.5", "En-gb, ko", "en,ko",
        "ko;q=0.4, en;q=0.9", "ko-KR;q=0.8,en-GB;q=0.9", "fr,en;q=0.9", "fr;q=1, en;q=0.1", ",en",
        "ko;q=0.001,en;q=0.002",
        "ko;q=0", "ko;q=0,*;q=0.5", "*;q=0.2, en;q=0.3", "ko;q=0.1,*;q=0.5", "ko;q=high,en",
    ])
    func englishIsWhatTheReaderLikesBest(header: String) {
        #expect(Language(acceptLanguage: header) == .english)
    }

    @Test(arguments: [
        nil, "", "ko", "ko-KR", "KO-kr", "ko-KR,en;q=0.9", "ko-Hang-KR", "en;q=0.4, ko;q=0.9", "en;q=0.4,ko", "fr",
        "fr,de;q=0.9", "*", "*;q=0.5", "zh-Hant", "zh,ko;q=0.1", "en;q=0", "en;q=0,*", "en;q=0.3,*;q=0.5", "ko,en",
        "ko;q=0.5,en;q=0.5", ";q=1", "enm", "eng", "engb,ko", "english", "-en", "e", "\u{0}en", "en;q=2", "en;q=-1",
        "en;q=0.12345", "en;q=nan", "en;q=", "en_US", String(repeating: "x", count: 10_000),
        String(repeating: "fr,", count: 60) + "en",
    ])
    func anythingElseMeansKorean(header: String?) {
        #expect(Language(acceptLanguage: header) == .korean)
    }

    @Test func theStoredNamesStay() {
        #expect(Language.allCases.map(\.rawValue) == ["ko", "en"])
    }
}
