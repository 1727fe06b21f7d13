import Foundation
import Messages
import TestSupport
import Testing

@testable import Bus

@Suite struct ApprovalJSONTests {
    /// As the DWP services write and read it (contract §7.1).
    static let request =
        #"{"requestId":"req_9d3f0c1b2a4e","sessionId":"s-5b1e","userId":"42","tenantId":"1","actionType":"send_mail","#
        + #""context":{"to":"a@example.com"},"status":"pending","createdAt":1769938200123,"taskId":"0b0e1b1e-2f0c"}"#

    private func changed(_ from: String, _ to: String) -> String {
        Self.request.replacingOccurrences(of: from, with: to)
    }

    @Test func aStoredRequestIsReadAndWrittenAsTheContractHasIt() throws {
        let request = try #require(ApprovalRequest(json: Self.request))
        #expect(request.id.description == "req_9d3f0c1b2a4e")
        #expect(request.session.description == "s-5b1e")
        #expect(request.caller == (try .of("1", "42")))
        #expect(request.actionType == "send_mail")
        #expect(request.context == #"{"to":"a@example.com"}"#)
        #expect(request.createdAt == 1_769_938_200_123)
        #expect(request.taskId == "0b0e1b1e-2f0c")
        #expect(request.json == Self.request)
        #expect(StoredApproval(json: Self.request)?.decision == nil)
    }

    @Test func whatAnotherServiceMadeOfItIsRead() throws {
        let json = """
             { "taskId" : null, "status":"rejected" ,"rejectedAt":1769938260123,"reason" : "no, \\"never\\"", "tenantId": 1,
            "context": { "a": [1, {"b": "}]"}] } ,"userId":42,"sessionId":"s-1","requestId":"req_1","extra":{"x":[]}}
            """
        let stored = try #require(StoredApproval(json: json))
        #expect(stored.decision == .rejected(reason: #"no, "never""#))
        #expect(stored.request.caller == (try .of("1", "42")))
        #expect(stored.request.context == #"{ "a": [1, {"b": "}]"}] }"#)
        #expect(stored.request.taskId == nil)
    }

    @Test(arguments: [
        "", "null", "[]", "{", #"{"requestId":"req_1"}"#, request + "x",
        request.replacingOccurrences(of: #""status":"pending","#, with: ""),
        request.replacingOccurrences(of: "pending", with: "cancelled"),
        request.replacingOccurrences(of: "s-5b1e", with: "s:{5b1e}"),
        request.replacingOccurrences(of: #""sessionId":"s-5b1e","#, with: ""),
        request.replacingOccurrences(of: #""tenantId":"1""#, with: #""tenantId":null"#),
    ])
    func whatIsNoRequestIsNotRead(json: String) {
        #expect(StoredApproval(json: json) == nil)
    }

    @Test func aDecisionKeepsAllThatWasThere() throws {
        let json = self.changed(#""status""#, #""extra":[1.50],"status""#)
        let stored = try #require(StoredApproval(json: json))
        let user = try #require(UserID("7"))
        #expect(
            stored.json(deciding: .approved, by: user, at: 1_769_938_260_500)
                == json.replacingOccurrences(of: "pending", with: "approved").dropLast()
                + #","approvedAt":1769938260500,"approvedBy":"7"}"#
        )
        #expect(
            stored.json(deciding: .rejected(reason: nil), by: user, at: 5)
                == json.replacingOccurrences(of: "pending", with: "rejected").dropLast()
                + #","rejectedAt":5,"rejectedBy":"7","reason":"User rejected"}"#
        )
    }

    @Test func signalsAreWrittenAsTheContractHasThem() throws {
        let id = try #require(ApprovalID("req_9d3f0c1b2a4e"))
        #expect(
            ApprovalSignal(request: id, decision: .approved, timestamp: 1_769_938_260).json
                == #"{"type":"approval","requestId":"req_9d3f0c1b2a4e","status":"approved","timestamp":1769938260}"#
        )
        let rejected =
            #"{"type":"rejection","requestId":"req_9d3f0c1b2a4e","status":"rejected","reason":"User rejected","#
            + #""timestamp":1769938260}"#
        #expect(
            ApprovalSignal(request: id, decision: .rejected(reason: nil), timestamp: 1_769_938_260).json == rejected
        )
        #expect(ApprovalSignal(json: rejected)?.decision == .rejected(reason: "User rejected"))
    }

    @Test(arguments: [
        (#"{"type":"approval","requestId":"r","status":"approved","timestamp":1}"#, ApprovalDecision.approved),
        (#"{"requestId":"r","status":"approved","sessionId":"s","action":"x"}"#, .approved),
        (#"{"requestId":"r","approved":true,"timestamp":1.5}"#, .approved),
        (#"{"requestId":"r","type":"approval"}"#, .approved),
        (#"{"type":"rejection","requestId":"r","status":"rejected","timestamp":1}"#, .rejected(reason: nil)),
        (#"{"requestId":"r","approved":false,"reason":"late"}"#, .rejected(reason: "late")),
        (#"{"requestId":"r","status":"approved","approved":false}"#, .rejected(reason: nil)),
        (#"{"requestId":"r","status":"rejected","type":"approval"}"#, .rejected(reason: nil)),
    ])
    func signalsOfEveryKnownShapeAreRead(json: String, decision: ApprovalDecision) throws {
        let signal = try #require(ApprovalSignal(json: json))
        #expect(signal.request.description == "r")
        #expect(signal.decision == decision)
    }

    @Test(arguments: [
        "", "{", "true", #"{"requestId":"r"}"#, #"{"status":"approved"}"#, #"{"requestId":"r","status":"pending"}"#,
        #"{"requestId":"r","status":"unknown","type":"approval"}"#, #"{"requestId":"","status":"approved"}"#,
        #"{"requestId":"r","approved":"true"}"#, #"{"requestId":"r","status":"approved""#,
    ])
    func whatIsNoSignalIsNotRead(json: String) {
        #expect(ApprovalSignal(json: json) == nil)
    }

    @Test(arguments: ["", "[]", "null", #""x""#, "{", "{} {}", #"{"a":01}"#, #"{"a":"\x"}"#, "{\"a\":\"\n\"}"])
    func argumentsThatAreNoObjectCannotBeAskedFor(context: String) throws {
        #expect(throws: ApprovalRequest.Flaw.contextIsNoObject) { try ApprovalRequest.sample(context: context) }
    }

    @Test(arguments: ["tenant1", "01", "-1", "1.0", " 1", "99999999999999999999"])
    func aTenantThatIsNoNumberCannotBeAskedFor(tenant: String) throws {
        #expect(throws: ApprovalRequest.Flaw.tenantIsNoNumber) { try ApprovalRequest.sample(tenant: tenant) }
    }

    @Test func eachRequestHasNamesOfItsOwn() throws {
        let requests = try (0..<100).map { _ in try ApprovalRequest.sample() }
        #expect(Set(requests.map(\.id)).count == 100)
        #expect(Set(requests.map(\.session)).count == 100)
        #expect(requests.allSatisfy { $0.id.description.hasPrefix("req_") && $0.id.description.count == 30 })
    }
}
