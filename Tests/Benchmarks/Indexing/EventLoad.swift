import Messages
import RedisBus

/// Events as the contract's sample has them, each of a document of its own.
struct EventLoad: Sendable {
    var count: Int
    var tenants: Int

    private static let subjects = [
        "Budget review", "2026년 1분기 매출 보고서 초안", "연차휴가 사용 계획 제출 안내", "[장애] 메일서버 접속 불가 복구 완료",
        "Release notes for the March update", "VPN접속 오류 해결 방법", "협력사 대금 결제일 변경 안내", "Hiring plan Q3",
    ]

    func tenant(of number: Int) -> String { "\(1 + number % self.tenants)" }

    func subject(of number: Int) -> String { "\(Self.subjects[number % Self.subjects.count]) \(number)" }

    func payload(_ number: Int) -> String {
        let identity = String(number, radix: 16)
        let event = "7f0f5a54-6a1c-4b8e-9c55-\(String(repeating: "0", count: 12 - identity.count))\(identity)"
        return """
            {"eventId":"\(event)","eventType":"MAIL_SENT","source":"mail-service","tenantId":"\(self.tenant(of: number))",\
            "userId":"42","data":{"mailId":\(number),"subject":"\(self.subject(of: number))","recipientCount":3},\
            "timestamp":"2026-02-01T09:30:00.12","metadata":null}
            """
    }

    /// Publishes all, in pieces of commands that are on the way together.
    func publish(with client: RedisClient) async throws {
        let channel = RedisArgument(BusKeys.eventFeed)
        for start in stride(from: 0, to: self.count, by: 200) {
            let numbers = start..<min(start + 200, self.count)
            let replies = try await client.send(
                numbers.map { RedisCommand("PUBLISH", channel, RedisArgument(self.payload($0))) }
            )
            for reply in replies { guard case .integer(1...) = reply else { throw EventLoadError() } }
        }
    }
}

/// An event that nobody heard, or that Redis refused.
struct EventLoadError: Error, CustomStringConvertible {
    var description: String { "the indexer did not hear an event" }
}
