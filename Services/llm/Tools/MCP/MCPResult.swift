import Messages

/// What a call of an MCP server's tool came to.
enum MCPResult {
    /// Texts as they are, everything else named for what it is.
    static func outcome(_ result: JSONValue) -> ToolOutcome {
        var parts = (result["content"]?.array ?? []).map(Self.text)
        if parts.isEmpty, let structured = result["structuredContent"] { parts = [structured.text] }
        let content = parts.joined(separator: "\n")
        if result["isError"] == true { return .failure("failed: \(content)") }
        return .success(content.isEmpty ? "Done; the tool said nothing." : content)
    }

    private static func text(_ part: JSONValue) -> String {
        let type = part["type"]?.string ?? "part"
        switch type {
        case "text":
            return part["text"]?.string ?? ""
        case "image", "audio":
            let size = (part["data"]?.string?.utf8.count ?? 0) / 4 * 3
            return "[\(type) \(Self.word(part["mimeType"])), about \(size) bytes, not shown]"
        case "resource_link":
            return "[resource \(Self.word(part["uri"])) \(Self.word(part["name"]))]"
        case "resource":
            let resource = part["resource"]
            return resource?["text"]?.string
                ?? "[resource \(Self.word(resource?["uri"])), \(Self.word(resource?["mimeType"])), not shown]"
        default:
            return "[\(type.prefix(40)), not shown]"
        }
    }

    private static func word(_ value: JSONValue?) -> String {
        String((value?.string ?? "").prefix { !$0.isNewline }.prefix(200))
    }
}
