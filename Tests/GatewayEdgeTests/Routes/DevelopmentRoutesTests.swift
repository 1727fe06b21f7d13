import Foundation
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct DevelopmentRoutesTests {
    private static let stranger: [String: String?] = ["Authorization": nil, "X-Tenant-ID": nil]
    private static let wish = #"{"tenant":"7","user":"9","role":"admin"}"#

    @Test(arguments: [
        ["AURA_ENV": "development"], ["JWT_SECRET": AccessSettings.developmentSecret],
    ])
    func inDevelopmentAnybodyGetsATokenThatHolds(variables: [String: String]) async throws {
        try await RunningEdge.with(variables) { edge in
            let answer = try await edge.send("POST", "/dev/token", Self.stranger, body: Self.wish)
            #expect(answer.status == 200)
            let data = try #require(try answer.json()["data"] as? [String: Any])
            #expect(data["expiresIn"] as? Int == 3600)
            let token = try #require(data["token"] as? String)
            let headers = ["Authorization": "Bearer \(token)", "X-Tenant-ID": "7", "X-User-ID": "9"]
            #expect(try await edge.send("GET", "/admin/overview", headers).status == 200)
            let settings = try await edge.send("GET", "/console/settings.json", Self.stranger)
            let offer = try settings.json()["data"] as? [String: Any]
            #expect(offer?["makesTokens"] as? Bool == true)
        }
    }

    // The default is development too: a real secret must not be lent to strangers for a missing line.
    @Test(arguments: [[:], ["AURA_ENV": "production"]])
    func elsewhereNobodyGetsOne(variables: [String: String]) async throws {
        try await RunningEdge.with(variables) { edge in
            for path in ["/dev/token", "/aura/dev/token"] {
                #expect(try await edge.send("POST", path, Self.stranger, body: Self.wish).status == 404)
            }
            let settings = try await edge.send("GET", "/console/settings.json", Self.stranger)
            let offer = try settings.json()["data"] as? [String: Any]
            #expect(offer?["makesTokens"] as? Bool == false)
        }
    }

    @Test(arguments: [
        #"{"tenant":"","user":"9"}"#, #"{"tenant":"7"}"#, #"{"tenant":"7","user":"9","role":"root"}"#,
        #"{"tenant":"7","user":""}"#,
    ])
    func whatNamesNobodyIsRefused(body: String) async throws {
        try await RunningEdge.with(["AURA_ENV": "development"]) { edge in
            let answer = try await edge.send("POST", "/dev/token", Self.stranger, body: body)
            #expect(answer.status == 422)
        }
    }
}
