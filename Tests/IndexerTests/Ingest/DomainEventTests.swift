import Messages
import Testing

@testable import Indexer

@Suite struct DomainEventTests {
    private static let nested = #"""
        {"eventId":"7f0f5a54-6a1c-4b8e-9c55-0a3a2f6f9b11","eventType":"MAIL_SENT","source":"mail-service","tenantId":"1",
         "userId":"42","data":{"mailId":981,"subject":"Budget review","recipientCount":3},
         "timestamp":"2026-02-01T09:30:00.12","metadata":null}
        """#

    @Test func theContractsSampleBecomesAMail() throws {
        let event = try DomainEvent(parsing: Array(Self.nested.utf8))
        let arrival = DocumentVersion(1_800_000_000_000, 3)
        let change = try #require(try EventHandlerRegistry.standard.change(for: event, version: arrival))
        guard case .upsert(let document) = change else {
            Issue.record("not a document: \(change)")
            return
        }
        #expect(document.key == DocumentKey(tenant: try tenant("1"), id: "mail_981"))
        #expect(document.text == "Budget review")
        #expect(document.type == "mail")
        #expect(document.version == arrival)
        #expect(document.time == 1_769_938_200_120)
        #expect(
            document.metadata == [
                "type": "mail", "tenant_id": "1", "title": "Budget review", "event_type": "MAIL_SENT",
                "event_id": "7f0f5a54-6a1c-4b8e-9c55-0a3a2f6f9b11", "source": "mail-service", "user_id": "42",
                "timestamp": "2026-02-01T09:30:00.12", "recipientCount": .integer(3),
            ]
        )
    }

    @Test(arguments: [
        (#"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":981,"subject":"a"}}"#, "1", "mail_981", "a"),
        (#"{"eventType":"MAIL_SENT","tenantId":1,"data":{"mailId":"981","subject":"a"}}"#, "1", "mail_981", "a"),
        (
            #"{"eventType":"MailSentEvent","tenantId":7,"mailId":"x-1","recipient":"b","subject":"a"}"#, "7",
            "mail_x-1", "a"
        ),
        (#"{"eventType":"MAIL_SENT","tenantId":"1","data":null,"mailId":5,"subject":"top"}"#, "1", "mail_5", "top"),
        (
            #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":5,"subject":null},"subject":"top"}"#, "1",
            "mail_5", "top"
        ),
        (
            #"{"eventType":"APPROVAL_CREATED","tenantId":"1","data":{"approvalId":9,"title":"t","approvers":["k",2]}}"#,
            "1", "approval_9", "t"
        ),
        (#"{"eventType":"ApprovalCreatedEvent","tenantId":"1","approvalId":9,"title":"t"}"#, "1", "approval_9", "t"),
        (
            #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":5,"subject":"s","body":"b\u0000c"}}"#, "1",
            "mail_5", "s\nbc"
        ),
    ])
    func everyShapeOfAWriteIsRead(json: String, tenant: String, id: String, text: String) throws {
        let event = try DomainEvent(parsing: Array(json.utf8))
        let change = try EventHandlerRegistry.standard.change(for: event, version: DocumentVersion(5, 0))
        guard case .upsert(let document)? = change else {
            Issue.record("not a document")
            return
        }
        #expect(document.key.tenant.description == tenant)
        #expect(document.key.id == id)
        #expect(document.text == text)
    }

    @Test(arguments: [
        (#"{"eventType":"MAIL_DELETED","tenantId":"1","data":{"mailId":981}}"#, "mail_981"),
        (#"{"eventType":"MailDeletedEvent","tenantId":"1","mailId":"981"}"#, "mail_981"),
        (#"{"eventType":"APPROVAL_DELETED","tenantId":1,"data":{"approvalId":"9"}}"#, "approval_9"),
    ])
    func removalsNeedNoText(json: String, id: String) throws {
        let event = try DomainEvent(parsing: Array(json.utf8))
        let version = DocumentVersion(5, 0)
        let change = try EventHandlerRegistry.standard.change(for: event, version: version)
        #expect(change == .remove(DocumentKey(tenant: try tenant("1"), id: id), version: version))
    }

    @Test(arguments: [
        #"{"eventType":"USER_UPDATED"}"#, #"{"eventType":"MAIL_RECEIVED","tenantId":"1"}"#,
        #"{"eventType":null,"tenantId":"1"}"#, "{}", #"{"eventType":"mail_sent","tenantId":"1"}"#,
        #"{"eventType":"_DELETED","tenantId":"1"}"#,
    ])
    func unknownTypesAreNobodysBusiness(json: String) throws {
        let event = try DomainEvent(parsing: Array(json.utf8))
        #expect(try EventHandlerRegistry.standard.change(for: event, version: DocumentVersion(5, 0)) == nil)
    }

    @Test(arguments: [
        ("", EventProblem.notJSON), ("hello", .notJSON), ("{", .notJSON), (#"{"a":1} x"#, .notJSON),
        ("[1]", .notAnObject), ("null", .notAnObject), (#""text""#, .notAnObject), ("7", .notAnObject),
        (#"{"eventType":"MAIL_SENT","data":{"mailId":1,"subject":"a"}}"#, .noTenant),
        (#"{"eventType":"MAIL_SENT","tenantId":null,"data":{"mailId":1,"subject":"a"}}"#, .noTenant),
        (#"{"eventType":"MAIL_SENT","tenantId":" ","data":{"mailId":1,"subject":"a"}}"#, .noTenant),
        (#"{"eventType":"MAIL_SENT","tenantId":{},"data":{"mailId":1,"subject":"a"}}"#, .noTenant),
        (#"{"eventType":"MAIL_SENT","tenantId":"1\n","data":{"mailId":1,"subject":"a"}}"#, .unusableTenant),
        (#"{"eventType":"MAIL_SENT","tenantId":"1","data":{"subject":"a"}}"#, .noIdentifier(field: "mailId")),
        (
            #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":"","subject":"a"}}"#,
            .unusableIdentifier(field: "mailId")
        ),
        (
            #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":1.5,"subject":"a"}}"#,
            .unusableIdentifier(field: "mailId")
        ),
        (
            #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":[1],"subject":"a"}}"#,
            .unusableIdentifier(field: "mailId")
        ),
        (
            #"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":"a\u0000","subject":"a"}}"#,
            .unusableIdentifier(field: "mailId")
        ),
        (#"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":1}}"#, .noText(field: "subject")),
        (#"{"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":1,"subject":"  "}}"#, .noText(field: "subject")),
        (
            #"{"eventType":"APPROVAL_CREATED","tenantId":"1","data":{"approvalId":1,"subject":"a"}}"#,
            .noText(field: "title")
        ),
        (#"{"eventType":"MAIL_DELETED","tenantId":"1","data":{}}"#, .noIdentifier(field: "mailId")),
    ])
    func whatCannotBeIndexedSaysWhy(json: String, expected: EventProblem) {
        #expect(throws: expected) {
            let event = try DomainEvent(parsing: Array(json.utf8))
            _ = try EventHandlerRegistry.standard.change(for: event, version: DocumentVersion(5, 0))
        }
    }

    @Test func bytesThatAreNoTextAreNotJSON() {
        #expect(throws: EventProblem.notJSON) { try DomainEvent(parsing: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]) }
        #expect(throws: EventProblem.tooBig) { try DomainEvent(parsing: [UInt8](repeating: 0x20, count: 262_145)) }
    }

    @Test func anEventIsTheSameByTenantAndIdOrElseByContent() {
        func identity(_ json: String) -> [UInt8] { DomainEvent.identity(of: Array(json.utf8)) }
        #expect(identity(#"{"eventId":"a","tenantId":"1","x":1}"#) == identity(#"{"tenantId":1,"eventId":"a"}"#))
        #expect(identity(#"{"eventId":"a","tenantId":"1"}"#) != identity(#"{"eventId":"a","tenantId":"2"}"#))
        #expect(identity(#"{"tenantId":"1"}"#) != identity(#"{"tenantId":"2"}"#))
        #expect(identity("bad") == identity("bad"))
        #expect(identity("bad") != identity("worse"))
    }

    @Test(arguments: [
        ("2026-02-01T09:30:00.12", 1_769_938_200_120 as Int64?), ("2026-02-01T09:30:00", 1_769_938_200_000),
        ("2026-02-01T09:30", 1_769_938_200_000), ("2026-02-01T18:30:00+09:00", 1_769_938_200_000),
        ("2026-02-01T09:30:00Z", 1_769_938_200_000), ("2024-02-29T00:00:00.123456789", 1_709_164_800_123),
        ("1970-01-01T00:00:00Z", 0), ("2026-13-01T00:00:00", nil), ("yesterday", nil), ("", nil),
        ("2026-02-01T09:30:00 KST", nil), ("2026-02-01T09:30:00.", nil),
    ])
    func timesAreRead(text: String, expected: Int64?) {
        #expect(EventTime.milliseconds(text) == expected)
    }

    @Test func nothingHappensAfterItsArrival() {
        #expect(EventTime.effective("2026-02-01T09:30:00", arrival: 1000) == 1000)
        #expect(EventTime.effective("1970-01-01T00:00:00.5", arrival: 1000) == 500)
        #expect(EventTime.effective(nil, arrival: 1000) == 1000)
    }
}
