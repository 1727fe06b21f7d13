import HTTPTypes
import Testing

@testable import GatewayEdge

@Suite struct AgentRequestTests {
    private func request(_ body: String, query: [String: String] = [:]) throws -> AgentRequest {
        try AgentRequest(body: Array(body.utf8)) { query[$0] }
    }

    private func status(_ body: String, query: [String: String] = [:]) -> Int? {
        do throws(EdgeError) {
            _ = try AgentRequest(body: Array(body.utf8)) { query[$0] }
            return nil
        } catch {
            return error.status.code
        }
    }

    @Test func theFrontendsBodyIsRead() throws {
        let request = try self.request(
            #"{"prompt":"hi","context":{"url":"/m/1","selectedItemIds":[1,2]},"thread_id":"t","model":"m","x":1}"#
        )
        #expect(request.prompt == "hi")
        #expect(request.context == #"{"selectedItemIds":[1,2],"url":"/m/1"}"#)
        #expect(request.thread == "t")
        #expect(request.model == "m")
    }

    @Test func theQueryFillsWhatTheBodyLacks() throws {
        #expect(try self.request("", query: ["message": "hi"]).prompt == "hi")
        #expect(try self.request("{}", query: ["prompt": "hi", "thread_id": "t"]).thread == "t")
        #expect(try self.request(#"{"message":"own"}"#, query: ["message": "other"]).prompt == "own")
        #expect(try self.request(#"{"prompt":"hi","context":{}}"#).context == nil)
        #expect(try self.request(#"{"prompt":"hi","context":null}"#).context == nil)
    }

    @Test(arguments: [
        ("", 422), ("{}", 422), (#"{"prompt":""}"#, 422), (#"{"prompt":" \n"}"#, 422), (#"{"prompt":1}"#, 422),
        (#"{"prompt":"hi","context":[]}"#, 422), (#"{"prompt":"hi","context":"x"}"#, 422),
        (#"{"prompt":"hi","model":""}"#, 422), ("{", 400), ("[]", 422),
    ])
    func whatCannotBeUsedIsRefused(body: String, status: Int) {
        #expect(self.status(body) == status)
    }

    @Test func theContextIsBounded() {
        let fits = String(repeating: "가", count: (256 << 10) / 3 - 10)
        #expect(self.status(#"{"prompt":"hi","context":{"a":"\#(fits)"}}"#) == nil)
        #expect(self.status(#"{"prompt":"hi","context":{"a":"\#(fits)더더더더더더더더더더"}}"#) == 422)
    }
}
