import Messages
import Testing

@testable import LLM

@Suite struct PathTemplateTests {
    @Test(
        arguments: [
            ("/api/mail", [:], "/api/mail"),
            ("/api/{box}/m-{id}.json", ["box": "in box", "id": 7], "/api/in%20box/m-7.json"),
            ("/api/{id}", ["id": "a?b#c%2e&한"], "/api/a%3Fb%23c%252e%26%ED%95%9C"),
            ("/api/{id}", ["id": "..a"], "/api/..a"),
        ] as [(String, [String: JSONValue], String)]
    )
    func argumentsStandAsOneSegment(template: String, arguments: [String: JSONValue], path: String) throws {
        let template = try PathTemplate(template)
        #expect(template.violations(in: arguments) == [])
        #expect(template.path(with: arguments) == path)
    }

    @Test(arguments: ["..", ".", "", "a/b", "a\\b", "a\nb", "\0", String(repeating: "a", count: 513)])
    func argumentsThatLeadElsewhereAreRefused(argument: String) throws {
        let template = try PathTemplate("/api/{id}/x")
        #expect(template.violations(in: ["id": .string(argument)]).map(\.path) == ["/id"])
    }

    @Test(arguments: [JSONValue.null, true, .extreme(1.5), ["a"], nil])
    func argumentsMustBeTextsOrWholeNumbers(argument: JSONValue?) throws {
        #expect(try PathTemplate("/{id}").violations(in: argument.map { ["id": $0] } ?? [:]).count == 1)
    }

    @Test(arguments: [
        "", "api", "//host/api", "http://host/api", "/", "/api/", "/api//x", "/api/../x", "/./x", "/a?b", "/a#b",
        "/a%2fb",
        "/a b", "/한", "/a\\b", "/{", "/}", "/{}", "/{a", "/{a{b}}", "/{a}/{a}",
    ])
    func pathsThatAreNoneAreRefused(path: String) {
        #expect(throws: PathTemplate.Fault.self) { _ = try PathTemplate(path) }
    }
}
