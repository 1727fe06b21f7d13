import Foundation
import Messages
import ServiceKit
import Testing

@testable import LLM

@Suite struct ToolCatalogueTests {
    private static let sound = #"""
        "name":"t","description":"d","parameters":{"type":"object","properties":{"id":{"type":"string"},"n":{}},
        "required":["id"]},"method":"POST","path":"/api/{id}","requiresApproval":true
        """#

    private func problem(_ json: String) -> String? {
        do {
            _ = try ToolCatalogue(json: Array(json.utf8))
            return nil
        } catch {
            return error.description
        }
    }

    @Test func theExampleCanBeUsed() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "deploy/tools.example.json").path
        let catalogue = try ToolCatalogue(Settings(environment: ["AURA_TOOLS_FILE": path]))
        #expect(catalogue.tools.map(\.name) == ["send_mail", "create_approval", "get_task"])
        #expect(catalogue.tools.map(\.requiresApproval) == [true, true, false])
        #expect(catalogue.tools.map(\.method) == [.post, .post, .get])
        #expect(catalogue.tools.map(\.timeout) == [.seconds(15), .seconds(15), .seconds(10)])
        let mail: JSONValue = ["to": ["a@b"], "subject": "s", "body": "b"]
        #expect(catalogue.tools[0].schema.violations(of: mail) == [])
        #expect(catalogue.tools[0].schema.violations(of: ["to": ["nobody"], "subject": "s", "body": "b"]).count == 1)
    }

    @Test func withoutTheVariableThereIsNone() throws {
        let catalogue = try ToolCatalogue(Settings(environment: [:]))
        #expect(catalogue.tools.isEmpty && catalogue.servers.isEmpty)
    }

    @Test func aFileThatIsNotThereIsTold() {
        let error = #expect(throws: SettingsError.self) {
            _ = try ToolCatalogue(Settings(environment: ["AURA_TOOLS_FILE": "/nowhere/tools.json"]))
        }
        #expect(error?.description == "AURA_TOOLS_FILE names a file that cannot be read: /nowhere/tools.json")
    }

    @Test func whatIsSoundIsTaken() throws {
        let json = """
            {"tools":[{\(Self.sound),"permission":"data:write","timeoutMs":100}],
             "mcpServers":[{"name":"git","url":"https://git.example/mcp","requiresApproval":false,
             "headers":{"Authorization":"Bearer s"}}]}
            """
        let catalogue = try ToolCatalogue(json: Array(json.utf8))
        #expect(catalogue.tools.first?.permission == "data:write")
        #expect(catalogue.tools.first?.timeout == .milliseconds(100))
        #expect(catalogue.servers.first?.requiresApproval == false)
        #expect(catalogue.servers.first?.headers.first?.value.revealed == "Bearer s")
        #expect(!"\(catalogue)".contains("Bearer s"))
    }

    @Test(arguments: [
        (#""name":"t""#, #""name":"a b""#, "tool \"a b\" needs a name of 1 to 64 letters"),
        (#""name":"t","#, "", "tool 1 has no name"),
        (#""name":"t""#, #""name":"search_documents""#, "tool \"search_documents\" is built in"),
        (#""description":"d","#, "", "tool \"t\" has no description"),
        (#""POST""#, #""TRACE""#, "tool \"t\" has an unknown method"),
        (#""POST""#, #""post""#, "tool \"t\" has an unknown method"),
        (#""/api/{id}""#, #""//evil/{id}""#, "tool \"t\" has a path that must begin with one /"),
        (#""/api/{id}""#, #""https://evil/{id}""#, "tool \"t\" has a path that must begin with one /"),
        (#""/api/{id}""#, #""/api/../{id}""#, "tool \"t\" has a path that has a segment of dots"),
        (#""/api/{id}""#, #""/api/{other}""#, "tool \"t\" has {other} in its path"),
        (#""/api/{id}""#, #""/api/{n}""#, "tool \"t\" has {n} in its path"),
        (#""path":"/api/{id}","#, "", "tool \"t\" has a path that is missing"),
        (#""required":["id"]"#, #""required":[]"#, "tool \"t\" has {id} in its path"),
        (#"{"type":"string"}"#, #"{"type":"number"}"#, "tool \"t\" has {id} in its path"),
        (#""n":{}"#, #""n":{"pattern":"("}"#, "tool \"t\" has parameters that cannot be used: /properties/n/pattern"),
        (#"{"type":"object","#, #"{"type":"array","#, "tool \"t\" has parameters whose type is not object"),
        (#","requiresApproval":true"#, "", "tool \"t\" does not say requiresApproval"),
        ("true", "1", "tool \"t\" has a requiresApproval that is neither"),
        (
            #""requiresApproval":true"#, #""requiresApproval":true,"requireApproval":true"#,
            "tool \"t\" has the unknown member \"requireApproval\""
        ),
        (
            #""requiresApproval":true"#, #""requiresApproval":true,"permission":"root""#,
            "tool \"t\" asks for the unknown permission \"root\""
        ),
        (
            #""requiresApproval":true"#, #""requiresApproval":true,"timeoutMs":99"#,
            "tool \"t\" has a timeoutMs that is no number from 100 to 120000"
        ),
    ])
    func faultsNameTheTool(part: String, replacement: String, problem: String) throws {
        let entry = Self.sound.replacing(part, with: replacement, maxReplacements: 1)
        #expect(entry != Self.sound)
        let told = try #require(self.problem("{\"tools\":[{\(entry)}]}"))
        #expect(told.hasPrefix("AURA_TOOLS_FILE cannot be used: \(problem)"), "\(told)")
    }

    @Test(arguments: [
        ("[]", "must hold one JSON object"),
        ("{", "must hold one JSON object"),
        (#"{"tool":[]}"#, "cannot be used: the file has the unknown member \"tool\""),
        (#"{"tools":{}}"#, "cannot be used: the file has a tools that is no list"),
        (#"{"tools":[1]}"#, "cannot be used: tool 1 must be an object"),
        (#"{"mcpServers":[{"name":"a__b","url":"http://h/"}]}"#, "cannot be used: MCP server \"a__b\" needs a name"),
        (#"{"mcpServers":[{"name":"a_","url":"http://h/"}]}"#, "cannot be used: MCP server \"a_\" needs a name"),
        (#"{"mcpServers":[{"name":"a","url":"ftp://h/"}]}"#, "cannot be used: MCP server \"a\" needs a url"),
        (#"{"mcpServers":[{"name":"a","url":"http:///x"}]}"#, "cannot be used: MCP server \"a\" needs a url"),
        (#"{"mcpServers":[{"name":"a","url":"http://u:p@h/"}]}"#, "cannot be used: MCP server \"a\" needs a url"),
        (
            #"{"mcpServers":[{"name":"a","url":"http://h/","headers":{"Host":"x"}}]}"#,
            "cannot be used: MCP server \"a\" cannot set the header \"Host\""
        ),
        (
            #"{"mcpServers":[{"name":"a","url":"http://h/","headers":{"X":"1\r\nY: 2"}}]}"#,
            "cannot be used: MCP server \"a\" has a header \"X\" whose value is no text of one line"
        ),
        (
            #"{"mcpServers":[{"name":"a","url":"http://h/"},{"name":"a","url":"http://h/"}]}"#,
            "cannot be used: MCP server \"a\" is listed twice"
        ),
    ])
    func faultsAreTold(json: String, problem: String) throws {
        let told = try #require(self.problem(json))
        #expect(told.hasPrefix("AURA_TOOLS_FILE \(problem)"), "\(told)")
    }

    @Test func namesThatClashAreRefused() throws {
        let twice = try #require(self.problem("{\"tools\":[{\(Self.sound)},{\(Self.sound)}]}"))
        #expect(twice.hasSuffix("tool \"t\" is listed twice"))
        let entry = Self.sound.replacing(#""name":"t""#, with: #""name":"git__log""#)
        let json = "{\"tools\":[{\(entry)}],\"mcpServers\":[{\"name\":\"git\",\"url\":\"http://h/\"}]}"
        #expect(try #require(self.problem(json)).hasSuffix("has a name of the MCP server \"git\""))
    }
}
