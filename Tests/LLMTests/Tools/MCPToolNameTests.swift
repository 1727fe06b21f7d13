import Testing

@testable import LLM

@Suite struct MCPToolNameTests {
    @Test func plainNamesStandAsTheyAre() {
        #expect(MCPToolName.name(server: "git", tool: "log_all-2") == "git__log_all-2")
    }

    @Test(arguments: ["a.b", "a b", "도구", "", String(repeating: "x", count: 80), String(repeating: "한", count: 80)])
    func otherNamesBecomeUsable(tool: String) {
        let name = MCPToolName.name(server: "server-of-24-characters1", tool: tool)
        #expect(ToolName.isUsable(name), "\(name)")
        #expect(name == MCPToolName.name(server: "server-of-24-characters1", tool: tool))
    }

    @Test func namesStayDifferent() {
        let tools = ["a.b", "a:b", "a_b", String(repeating: "x", count: 80), String(repeating: "x", count: 81)]
        #expect(Set(tools.map { MCPToolName.name(server: "s", tool: $0) }).count == tools.count)
    }
}
