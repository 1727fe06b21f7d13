import HTTPTypes
import Messages
import Testing

@testable import GatewayEdge

@Suite struct SearchRequestTests {
    private func search(_ body: String) throws -> SearchDocuments {
        try SearchRequest(body: Array(body.utf8)).search
    }

    @Test func theBodysFieldsAreTaken() throws {
        let search = try self.search(#"{"query":"예산","limit":3,"type":"mail","since":1769938200123,"tenant":"2"}"#)
        #expect(search == SearchDocuments(query: "예산", limit: 3, type: "mail", since: 1_769_938_200_123))
        #expect(try self.search(#"{"query":"x"}"#) == SearchDocuments(query: "x", limit: 10))
    }

    @Test(arguments: [
        ("2026-02-01", 1_769_904_000_000), ("2026-02-01T09:30:00", 1_769_938_200_000),
        ("2026-02-01T09:30:00.5Z", 1_769_938_200_500), ("2026-02-01T18:30:00+09:00", 1_769_938_200_000),
    ])
    func timesMayBeTexts(text: String, milliseconds: Int64) throws {
        #expect(try self.search(#"{"query":"x","since":"\#(text)"}"#).since == milliseconds)
        let parameters = ["q": "x", "since": text]
        #expect(try SearchRequest { parameters[$0] }.search.since == milliseconds)
    }

    @Test(arguments: [
        ("{", 400), ("[]", 422), ("{}", 422), (#"{"query":1}"#, 422), (#"{"query":" "}"#, 422),
        (#"{"query":"x","limit":0}"#, 422), (#"{"query":"x","limit":51}"#, 422), (#"{"query":"x","limit":"5"}"#, 422),
        (#"{"query":"x","type":""}"#, 422), (#"{"query":"x","since":"soon"}"#, 422),
        (#"{"query":"x","since":true}"#, 422), (#"{"query":"\#(String(repeating: "x", count: 4097))"}"#, 422),
    ])
    func whatCannotBeUsedIsRefused(body: String, status: Int) throws {
        let error = #expect(throws: EdgeError.self) { try self.search(body) }
        #expect(error?.status.code == status)
    }

    @Test(arguments: [
        [:], ["q": ""], ["q": "x", "limit": "many"], ["q": "x", "limit": "99"], ["q": "x", "since": "soon"],
    ])
    func soAreParameters(parameters: [String: String]) throws {
        #expect(throws: EdgeError.self) { _ = try SearchRequest { parameters[$0] } }
    }
}
