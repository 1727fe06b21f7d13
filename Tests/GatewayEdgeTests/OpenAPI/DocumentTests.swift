import Foundation
import Messages
import NIOCore
import ServiceKit
import Testing

@testable import GatewayEdge

/// That the OpenAPI document tells what the edge does. Whether it is one, and whether real answers fit it, the system
/// tests see.
@Suite(.timeLimit(.minutes(2))) struct DocumentTests {
    private static let stranger: [String: String?] = ["Authorization": nil, "X-Tenant-ID": nil]

    private struct Operation: Hashable, CustomStringConvertible {
        var method: String
        var path: String

        var description: String { "\(self.method) \(self.path)" }
    }

    private static func document() throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(ConsoleFile.document.bytes.readableBytesView))
        return try #require(json as? [String: Any])
    }

    private static func operations() throws -> [Operation: [String: Any]] {
        var operations: [Operation: [String: Any]] = [:]
        for (path, item) in try #require(Self.document()["paths"] as? [String: [String: [String: Any]]]) {
            for (method, operation) in item {
                operations[Operation(method: method.uppercased(), path: path)] = operation
            }
        }
        return operations
    }

    /// A route as the document writes it.
    private static func documented(_ route: RunningEdge.Route) -> Operation {
        let parts = route.path.split(separator: "/").map { part in
            // A model's name is all that is left of the path.
            part == "**" ? "{model}" : part.first == ":" ? "{\(part.dropFirst())}" : String(part)
        }
        return Operation(method: route.method, path: "/" + parts.joined(separator: "/"))
    }

    @Test func everyRouteIsInTheDocumentAndNothingElseIs() async throws {
        let documented = Set(try Self.operations().keys)
        try await RunningEdge.with(["AURA_ENV": "development"]) { edge in
            // HEAD goes without saying where there is GET.
            let routes = edge.routes.filter { $0.method != "HEAD" }.map { Self.documented($0) }
            #expect(Set(routes).count == routes.count)
            let prefixed = routes.filter { $0.path == "/aura" || $0.path.hasPrefix("/aura/") }
            let plain = Set(routes).subtracting(prefixed)
            #expect(plain == documented)
            let stripped = prefixed.map { route in
                let rest = route.path.dropFirst("/aura".count)
                return Operation(method: route.method, path: rest.isEmpty ? "/" : String(rest))
            }
            #expect(Set(stripped) == documented)
        }
    }

    @Test func everyOpenGETIsAnsweredToHEADTooAndNoOther() async throws {
        let operations = try Self.operations().filter { name, operation in
            name.method == "GET" && (operation["security"] as? [Any])?.isEmpty == true
        }
        let paths = Set(operations.keys.map(\.path))
        #expect(paths.count > 5)
        try await RunningEdge.with { edge in
            let heads = edge.routes.filter { $0.method == "HEAD" }.map { Self.documented($0).path }
            #expect(Set(heads) == paths.union(paths.map { $0 == "/" ? "/aura" : "/aura\($0)" }))
        }
    }

    @Test func everyOperationSaysWhatItDoesAndHowItCanFail() throws {
        var ids: Set<String> = []
        for (name, operation) in try Self.operations() {
            #expect((operation["summary"] as? String)?.isEmpty == false, "\(name)")
            #expect((operation["description"] as? String)?.isEmpty == false, "\(name)")
            #expect((operation["tags"] as? [String])?.count == 1, "\(name)")
            #expect(ids.insert(try #require(operation["operationId"] as? String)).inserted, "\(name)")
            let responses = try #require(operation["responses"] as? [String: [String: Any]])
            let successes = responses.filter { $0.key.hasPrefix("2") }
            #expect(successes.count == 1, "\(name)")
            for content in successes.compactMap({ $0.value["content"] as? [String: [String: Any]] }) {
                #expect(!content.isEmpty && content.values.allSatisfy { $0["schema"] != nil }, "\(name)")
            }
            let isOpen = (operation["security"] as? [Any])?.isEmpty == true
            guard !isOpen else { continue }
            for status in ["400", "401", "403", "500", "503"] { #expect(responses[status] != nil, "\(name) \(status)") }
            if operation["requestBody"] != nil { #expect(responses["413"] != nil, "\(name)") }
        }
    }

    @Test func everyErrorCodeAndEveryTypeOfFailureIsThere() throws {
        let components = try #require(Self.document()["components"] as? [String: [String: [String: Any]]])
        func values(_ schema: String, _ field: String) throws -> Set<String> {
            let properties = try #require(components["schemas"]?[schema]?["properties"] as? [String: [String: Any]])
            return Set(try #require(properties[field]?["enum"] as? [String]))
        }
        #expect(try values("Error", "errorCode") == Set(ErrorCode.allCases.map(\.rawValue)))
        #expect(try values("RunFailure", "errorType") == Set(RunFailure.ErrorType.allCases.map(\.rawValue)))
        #expect(try values("Run", "kind") == Set(RunKind.allCases.map(\.rawValue)))
        let text = String(decoding: ConsoleFile.document.bytes.readableBytesView, as: UTF8.self)
        for code in ErrorCode.allCases { #expect(text.contains("| `\(code.rawValue)` |"), "\(code)") }
    }

    // `maxLength` counts characters (JSON Schema Validation, section 6.3.1), the edge mostly bytes.
    @Test func onlyWhatIsCountedInCharactersHasALengthInCharacters() throws {
        var counted: Set<String> = []
        func look(at value: Any, named name: String) {
            if let object = value as? [String: Any] {
                if object["maxLength"] is Int { counted.insert(name) }
                for (name, value) in object { look(at: value, named: name) }
            } else if let array = value as? [Any] {
                for value in array { look(at: value, named: name) }
            }
        }
        look(at: try Self.document(), named: "")
        #expect(counted == ["instruction", "comment"])
    }

    @Test func theTableSaysWhatIsPeculiarToDecisions() throws {
        let text = String(decoding: ConsoleFile.document.bytes.readableBytesView, as: UTF8.self)
        for (words, more) in [
            ("a body that is no JSON", "a tenant that is no number"),
            ("no token", "no `X-Tenant-ID` or no `X-User-ID`"),
        ] {
            #expect(text.contains("| \(words); on `/hitl/approve` and `/hitl/reject` also \(more) |"))
        }
    }

    @Test func everyPermissionIsTheOneThatTheRouteAsksFor() async throws {
        let permissions = try Self.operations().compactMapValues { operation in
            let security = operation["security"] as? [[String: [String]]]
            return security?.first?["token"]?.first.flatMap { Permission(rawValue: $0) }
        }
        #expect(permissions.count > 25)
        try await RunningEdge.with { edge in
            // Nothing that is asked for here waits long: it cannot be used, is not there, or this worker answers it.
            try await edge.answering("hi") {
                for (name, permission) in permissions {
                    let path = name.path == "/tasks" ? "/tasks?size=0" : name.path
                    let target = path.replacing("{id}", with: "no.such").replacing("{service}", with: "tasks")
                        .replacing("{model}", with: "m")
                    for role in Role.allCases {
                        var headers = try RunningEdge.caller("1", "42", role: role.rawValue)
                        headers["X-User-ID"] = "42"
                        let answer = try await edge.send(name.method, target, headers)
                        if role.allows(permission) {
                            #expect(![401, 403, 405].contains(answer.status), "\(name) as \(role)")
                        } else {
                            #expect(answer.status == 403, "\(name) as \(role)")
                            #expect(answer.text.contains(permission.rawValue), "\(name) as \(role)")
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: ["/openapi.json", "/aura/openapi.json"])
    func theDocumentIsOpenAndHasTheBuildsVersion(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.stranger)
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["application/json"])
            let info = try #require(try answer.json()["info"] as? [String: Any])
            #expect(info["version"] as? String == ServiceIdentity.currentVersion)
            let tag = try #require(answer.values("ETag").first)
            let headers = Self.stranger.merging(["If-None-Match": tag]) { $1 }
            #expect(try await edge.send("GET", path, headers).status == 304)
        }
    }

    @Test(arguments: ["/docs", "/aura/docs"])
    func thePageIsOpenAndMayDoNoMoreThanTheConsole(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.stranger)
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["text/html; charset=utf-8"])
            #expect(answer.values("Content-Security-Policy") == [ConsoleRoutes.policy])
            let moved = try await edge.send("GET", path + "/", Self.stranger)
            #expect(moved.status == 308)
            #expect(moved.values("Location") == ["../docs"])
        }
    }
}
