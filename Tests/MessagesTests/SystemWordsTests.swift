import Messages
import Testing

/// That no thing lacks a text the compiler sees to; here, that each text is in its language.
@Suite struct SystemWordsTests {
    /// Every thing that is said, each once.
    private static let all: [SystemWords] = [
        .tokenMissing, .tokenInvalid, .tokenExpired, .tokenWithoutTenant, .tenantMissing, .tenantUnusable,
        .tenantMismatch, .tenantNoNumber, .userMissing, .userMismatch, .permissionDenied("agent:execute"),
        .nothingHere, .methodNotAllowed, .runNotFound, .conversationNotFound, .automationNotFound, .taskNotFound,
        .approvalNotFound, .deadLetterNotFound, .noSuchService, .modelNotConfigured, .foreignEvent, .foreignApproval,
        .requestUnreadable, .requestTooLarge, .bodyUnreadable, .bodyNoJSON, .bodyNoObject, .fieldTwice,
        .bodyTooLarge(bytes: 10), .missing("q"), .empty("q"), .unusable("q"), .wrongType("q"), .noNumber("q"),
        .noDay("q"), .noTime("q"), .tooManyBytes("q", limit: 3), .tooManyCharacters("q", limit: 3),
        .tooManyItems("q", limit: 3), .notWithin("q", 1...9), .notAmong("q", ["a", "b"]), .only("q", 1),
        .notOffered("q"), .useTools("q"), .toolNoFunction, .streamOptionsAlone, .lastMessageNotUsers, .keysDiffer,
        .keyUsed, .daysReversed, .daysTooFar(limit: 92), .scheduleUnreadable, .schedulePast, .scheduleNever,
        .noSchedule("@x"), .schedulePartUnreadable(.hour, "25"), .unavailable, .internalError, .tooManyStreams,
        .tooManyWaiting, .tooManyAutomations(limit: 4), .runEnded, .commandCut, .originUnknown,
        .failed(RunFailure(.stopped)), .agentStarted, .agentCompleted, .approvalNeeded(tool: "send_mail"), .planning,
        .gathering, .analysing, .summarising, .summaryHeading, .noModel, .documentsFound, .nothingFound,
        .searchUnavailable,
    ]

    private static func expectBoth(_ wording: Wording, _ comment: String) {
        #expect(wording.text(in: .korean) == wording.korean)
        #expect(wording.text(in: .english) == wording.english)
        #expect(wording.korean != wording.english, "\(comment)")
        #expect(wording.korean.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }, "\(comment)")
        #expect(wording.english.contains { $0.isASCII && $0.isLetter }, "\(comment)")
        #expect(!wording.english.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }, "\(comment)")
    }

    @Test func allThatIsSaidIsInBothLanguages() {
        for words in Self.all { Self.expectBoth(words.wording, "\(words)") }
        for part in SystemWords.SchedulePart.allCases { Self.expectBoth(part.wording, "\(part)") }
    }

    @Test(arguments: RunFailure.Reason.allCases)
    func everyFailureIsInBothLanguages(reason: RunFailure.Reason) {
        Self.expectBoth(reason.title, "\(reason)")
        Self.expectBoth(reason.message, "\(reason)")
    }

    @Test func noTextIsSaidOfTwoThings() {
        for language in Language.allCases {
            let texts = Self.all.map { $0.text(in: language) }
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
