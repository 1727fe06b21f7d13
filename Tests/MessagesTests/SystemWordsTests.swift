import Messages
import Testing

/// That no thing lacks a text the compiler sees to; here, that each text is in its language.
@Suite struct SystemWordsTests {
    private static func expectBoth(_ wording: Wording, _ comment: String) {
        #expect(wording.text(in: .korean) == wording.korean)
        #expect(wording.text(in: .english) == wording.english)
        #expect(wording.korean != wording.english, "\(comment)")
        #expect(wording.korean.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }, "\(comment)")
        #expect(wording.english.contains { $0.isASCII && $0.isLetter }, "\(comment)")
        #expect(!wording.english.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }, "\(comment)")
    }

    @Test func allThatIsSaidIsInBothLanguages() {
        for words in SystemWords.all { Self.expectBoth(words.wording, "\(words)") }
        for part in SystemWords.SchedulePart.allCases { Self.expectBoth(part.wording, "\(part)") }
    }

    @Test(arguments: RunFailure.Reason.allCases)
    func everyFailureIsInBothLanguages(reason: RunFailure.Reason) {
        Self.expectBoth(reason.title, "\(reason)")
        Self.expectBoth(reason.message, "\(reason)")
    }

    @Test(arguments: SystemWords.Kind.allCases)
    func everySampleIsOfItsKind(kind: SystemWords.Kind) {
        #expect(kind.sample.kind == kind)
    }

    @Test func noTextIsSaidOfTwoThings() {
        for language in Language.allCases {
            let texts = SystemWords.all.map { $0.text(in: language) }
            #expect(Set(texts).count == texts.count)
        }
    }

    @Test func namesAndNumbersAreInBothTexts() {
        for (words, parts) in [
            (SystemWords.notWithin("limit", 1...50), ["limit", "1", "50"]),
            (.tooManyBytes("query", limit: 4096), ["query", "4096"]),
            (.notAmong("role", ["admin", "user"]), ["role", "admin, user"]),
            (.permissionDenied("data:read"), ["data:read"]),
            (.schedulePartUnreadable(.minute, "61"), ["61"]), (.approvalNeeded(tool: "send_mail"), ["send_mail"]),
        ] {
            for part in parts {
                #expect(words.wording.korean.contains(part))
                #expect(words.wording.english.contains(part))
            }
        }
    }

    // MARK: - Failures in the log

    @Test func aFailureIsToldInItsReadersLanguage() throws {
        let stored = try RunFailure(.modelTimeout).encoded()
        let read = try RunFailure.decoded(from: stored)
        #expect(read.told(in: .korean).message == "모델이 제때 답하지 않았습니다")
        #expect(read.told(in: .korean).error == "모델 응답 시간 초과")
        #expect(read.told(in: .english).message == "The model did not answer in time")
        #expect(read.told(in: .korean).errorType == .providerTimeout)
        let told = String(decoding: try read.told(in: .english).encoded(), as: UTF8.self)
        #expect(!told.contains("reason"))
    }

    @Test func whatAPersonSaidIsToldAsTheySaidIt() {
        let refused = RunFailure(.rejected, error: "not now")
        #expect(refused.told(in: .korean).error == "not now")
        #expect(refused.told(in: .korean).message == RunFailure.Reason.rejected.message.korean)
        let foreign = RunFailure(.provider, error: "e", message: "m")
        #expect(foreign.told(in: .korean) == foreign)
    }

    @Test func aReasonOfALaterVersionLeavesTheTexts() throws {
        let json = #"{"error":"e","errorType":"ProviderError","message":"m","reason":"notYetKnown"}"#
        let read = try RunFailure.decoded(from: Array(json.utf8))
        #expect(read.reason == nil)
        #expect(read.told(in: .korean).message == "m")
    }
}
