import Bus
import Foundation
import HTTPTypes
import Messages
import Testing

@testable import GatewayEdge

@Suite struct AutomationRequestTests {
    private static let now: Int64 = 1_795_341_600_000  // 2026-11-22T10:00:00Z

    private func request(_ body: String) throws -> AutomationRequest {
        let zone = try #require(TimeZone(identifier: "Asia/Seoul"))
        return try AutomationRequest(body: Array(body.utf8), language: .english, zone: zone)
    }

    private func due(_ schedule: String) throws -> Int64 {
        try self.request(#"{"instruction":"x","schedule":"\#(schedule)"}"#).firstDue(at: Self.now)
    }

    @Test func theFieldsAreTaken() throws {
        let request = try self.request(
            #"{"instruction":"Sum up","schedule":"@daily","idempotencyKey":"k","data":[1],"documents":["m"],"model":"g"}"#
        )
        let work = AnalyseQuestion(
            question: "Sum up",
            data: "[1]",
            documents: ["m"],
            model: "g",
            language: .english,
            isAutomation: true
        )
        #expect(request.work == work)
        #expect(request.work.runKind == .automation)
        #expect(request.idempotencyKey == "k")
        #expect(request.schedule.text == "@daily")
        let least = try self.request(#"{"instruction":"x"}"#)
        #expect(least.schedule.text == nil)
        #expect(try least.firstDue(at: Self.now) == Self.now)
        #expect(try self.request(#"{"instruction":"\#(String(repeating: "가", count: 8000))"}"#).schedule.text == nil)
    }

    @Test func theFirstDueTimeIsByTheZonesClocks() throws {
        #expect(try self.due("2026-11-22T19:00:05") == Self.now + 5000)
        #expect(try self.due("2026-11-22T10:00:05Z") == Self.now + 5000)
        #expect(try self.due("2026-11-22T09:59:00Z") == Self.now - 60_000, "clocks differ")
        #expect(try self.due("5 19 * * *") == Self.now + 300_000)
    }

    @Test(arguments: [
        ("", 400), ("{", 400), ("[]", 422), ("{}", 422), (#"{"instruction":7}"#, 422), (#"{"instruction":" "}"#, 422),
        (#"{"instruction":"\#(String(repeating: "x", count: 8001))"}"#, 422),
        (#"{"instruction":"x","schedule":""}"#, 422), (#"{"instruction":"x","schedule":"soon"}"#, 422),
        (#"{"instruction":"x","schedule":7}"#, 422), (#"{"instruction":"x","schedule":"2026-11-22T09:58:59Z"}"#, 422),
        (#"{"instruction":"x","schedule":"0 0 30 2 *"}"#, 422), (#"{"instruction":"x","idempotencyKey":""}"#, 422),
        (#"{"instruction":"x","model":""}"#, 422), (#"{"instruction":"x","documents":[""]}"#, 422),
        (#"{"instruction":"x","data":"\#(String(repeating: "x", count: 262_143))"}"#, 422),
        (#"{"instruction":"x","schedule":"\#(String(repeating: "0,", count: 100))0 * * * *"}"#, 422),
    ])
    func whatCannotBeUsedIsRefused(body: String, status: Int) throws {
        let error = #expect(throws: EdgeError.self) { try self.request(body).firstDue(at: Self.now) }
        #expect(error?.status.code == status)
    }
}
