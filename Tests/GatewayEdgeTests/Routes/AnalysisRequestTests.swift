import HTTPTypes
import Messages
import Testing

@testable import GatewayEdge

@Suite struct AnalysisRequestTests {
    private func analysis(_ body: String) throws -> AnalyseQuestion {
        try AnalysisRequest(body: Array(body.utf8), language: .english).analysis
    }

    @Test func theFieldsAreTakenAndDataIsPassedOnAsJSON() throws {
        let body = #"""
            {"question":"Why?","data":{"b":[1,2.5,0.1,92233720368547758070,true,null,"한/글"],"a":9007199254740993},"documents":["mail_1"],
            "model":"m"}
            """#
        let expected = AnalyseQuestion(
            question: "Why?",
            data: #"{"a":9007199254740993,"b":[1,2.5,0.1,92233720368547758070,true,null,"한/글"]}"#,
            documents: ["mail_1"],
            model: "m",
            language: .english
        )
        #expect(try self.analysis(body) == expected)
        #expect(try self.analysis(#"{"description":"x"}"#) == AnalyseQuestion(question: "x", language: .english))
    }

    @Test(arguments: [
        ("", 400), ("{", 400), ("[]", 422), ("{}", 422), (#"{"question":7}"#, 422), (#"{"question":" "}"#, 422),
        (#"{"question":"x","documents":"mail_1"}"#, 422), (#"{"question":"x","documents":[""]}"#, 422),
        (#"{"question":"x","documents":[\#(Array(repeating: "\"d\"", count: 13).joined(separator: ","))]}"#, 422),
        (#"{"question":"x","model":""}"#, 422),
        (#"{"question":"x","data":"\#(String(repeating: "x", count: 262_143))"}"#, 422),
        (#"{"question":"\#(String(repeating: "x", count: 16_385))"}"#, 422),
    ])
    func whatCannotBeUsedIsRefused(body: String, status: Int) throws {
        let error = #expect(throws: EdgeError.self) { try self.analysis(body) }
        #expect(error?.status.code == status)
    }
}
