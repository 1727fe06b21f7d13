import DWPGateway
import HTTPFetch
import Messages
import ServiceKit
import Testing

@testable import LLM

extension ToolCaller {
    static let token = "eyJ.person.token"

    /// User 42 of tenant 1, with a token.
    static func test(
        authorization: CallerAuthorization? = CallerAuthorization(token: Self.token),
        callId: String = "run1-call1"
    ) throws -> ToolCaller {
        ToolCaller(
            caller: Caller(tenant: try #require(TenantID("1")), user: try #require(UserID("42"))),
            authorization: authorization,
            language: .english,
            correlation: "corr-1",
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            callId: callId
        )
    }
}

extension GatewayToolSettings {
    /// A tool as a catalogue's JSON describes it.
    static func test(_ json: String) throws -> GatewayToolSettings {
        try GatewayToolSettings(try #require(JSONValue.read(json)), number: 1)
    }
}

extension MCPServerSettings {
    static func test(_ json: String) throws -> MCPServerSettings {
        try MCPServerSettings(try #require(JSONValue.read(json)), number: 1)
    }
}
