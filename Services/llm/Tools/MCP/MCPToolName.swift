/// Names a server's tool for the model.
enum MCPToolName {
    static func prefix(_ server: String) -> String { "\(server)__" }

    /// The same tool always has the same name, and no other has it: where letters are replaced or cut off, a digest of the
    /// tool's own name stands at the end.
    static func name(server: String, tool: String) -> String {
        let prefix = Self.prefix(server)
        let room = ToolName.limit - prefix.utf8.count
        if !tool.isEmpty, tool.utf8.count <= room, tool.utf8.allSatisfy(ToolName.isUsable) { return prefix + tool }
        let digest = String(Self.digest(tool), radix: 36)
        let letters = tool.unicodeScalars.map { scalar in
            UInt8(exactly: scalar.value).map(ToolName.isUsable) == true ? Character(scalar) : "_"
        }
        return prefix + String(letters.prefix(room - digest.count - 1)) + "_" + digest
    }

    /// FNV-1a, 64 bits.
    private static func digest(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
