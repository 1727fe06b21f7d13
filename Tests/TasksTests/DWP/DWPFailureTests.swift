import HTTPFetch
import Testing

@testable import Tasks

@Suite struct DWPFailureTests {
    private static let success =
        #"{"status":"SUCCESS","success":true,"message":"ok","timestamp":"2026-02-01T09:30:00"}"#
    private static func error(_ code: String) -> String {
        #"{"status":"ERROR","success":false,"message":"오류","errorCode":"\#(code)","later":[1]}"#
    }

    @Test(arguments: [200, 201, 204])
    func aSuccessIsNoFailure(status: Int) {
        #expect(DWPFailure(status: status, body: Array(Self.success.utf8)) == nil)
    }

    @Test(arguments: [
        (200, "", DWPFailure.Kind.unanswered), (200, "<html>", .unanswered), (201, "[]", .unanswered),
        (200, Self.error("E1000"), .refused), (302, "", .refused),
        (400, "", .refused), (400, Self.error("E4000"), .refused), (404, Self.error("E1004"), .refused),
        (409, Self.error("E3001"), .refused), (401, "nonsense", .refused), (429, "", .refused),
        (500, Self.error("E1000"), .broken), (500, "", .unanswered), (501, Self.success, .broken),
        (
            500, #"{"timestamp":"…","path":"/","status":500,"error":"Internal Server Error","requestId":"1"}"#,
            .unanswered
        ),
        (502, Self.error("E5000"), .unanswered), (503, "", .unanswered), (504, Self.error("E5001"), .unanswered),
    ])
    func anAnswerIsJudgedByItsStatusAndEnvelope(status: Int, body: String, kind: DWPFailure.Kind) {
        #expect(DWPFailure(status: status, body: Array(body.utf8))?.kind == kind)
    }

    @Test func theReasonNamesStatusAndCode() {
        #expect(DWPFailure(status: 404, body: Array(Self.error("E1004").utf8))?.reason == "HTTP 404 E1004: 오류")
        #expect(DWPFailure(status: 503, body: [])?.reason == "HTTP 503")
    }

    @Test(arguments: [
        (FetchError.Code.resolveFailed, DWPFailure.Kind.unsent), (.connectFailed, .unsent), (.connectTimeout, .unsent),
        (.tlsFailed, .unsent), (.firstByteTimeout, .unanswered), (.idleTimeout, .unanswered),
        (.totalTimeout, .unanswered), (.connectionCut, .unanswered), (.protocolError, .unanswered),
        (.responseTooLarge, .unanswered), (.cancelled, .unanswered), (.shutDown, .unanswered),
        (.invalidRequest, .refused),
    ])
    func aCallWithoutAnAnswerIsRepeatableOnlyIfItNeverLeft(code: FetchError.Code, kind: DWPFailure.Kind) {
        let failure = DWPFailure(FetchError(code: code, message: ""))
        #expect(failure.kind == kind)
        #expect(failure.isOfTransport == (kind == .unsent || kind == .unanswered))
    }
}
