import Messages
import Testing

@testable import Indexer

@Suite struct KoreanSearchTests {
    private static let corpus = [
        "mail_1": "2026년 1분기 매출 보고서 초안", "mail_2": "연차 사용 계획 제출 안내", "mail_3": "지하 주차장 이용 변경",
        "mail_4": "주차별 업무 보고", "mail_5": "Budget review for the second quarter", "mail_6": "서버 점검 공지",
        "mail_7": "출장비 정산 요청드립니다", "mail_8": "신규 입사자 교육 일정", "mail_9": "VPN 접속 오류 문의",
        "mail_10": "Quarterly security training reminders",
    ]

    @Test(arguments: [
        ("매출보고", "mail_1"), ("매출 보고", "mail_1"), ("매출보고서", "mail_1"), ("연차", "mail_2"), ("1분기", "mail_1"),
        ("budget", "mail_5"), ("BUDGET reviews", "mail_5"), ("서버점검", "mail_6"), ("출장 정산", "mail_7"),
        ("vpn", "mail_9"), ("ＶＰＮ", "mail_9"), ("reminder", "mail_10"),
        ("\u{110B}\u{1167}\u{11AB}\u{110E}\u{1161}", "mail_2"),
    ])
    func theDocumentMeantComesFirst(query: String, expected: String) async throws {
        try await withStore { store in
            let owner = try tenant("1")
            try await store.add(Self.corpus.map { .mail($0.key, $0.value, in: owner) })
            #expect(try await store.find(query, in: owner).first?.id == expected)
        }
    }

    @Test func wordsOfTwoSyllablesAreFoundWhereverTheyStand() async throws {
        try await withStore { store in
            let owner = try tenant("1")
            try await store.add(Self.corpus.map { .mail($0.key, $0.value, in: owner) })
            #expect(Set(try await store.find("주차", in: owner).map(\.id)) == ["mail_3", "mail_4"])
            #expect(try await store.find("정산", in: owner).map(\.id) == ["mail_7"])
        }
    }

    @Test(arguments: ["", " ", "!?", "우주선발사", "xylophone", String(repeating: "가나다라", count: 2000)])
    func whatNobodyWroteIsNotFound(query: String) async throws {
        try await withStore { store in
            let owner = try tenant("1")
            try await store.add(Self.corpus.map { .mail($0.key, $0.value, in: owner) })
            #expect(try await store.find(query, in: owner).isEmpty)
        }
    }
}
