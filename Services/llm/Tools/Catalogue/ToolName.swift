/// What models may call a tool by: `^[a-zA-Z0-9_-]{1,64}$`.
enum ToolName {
    static let limit = 64

    static func isUsable(_ name: String) -> Bool {
        (1...Self.limit).contains(name.utf8.count) && name.utf8.allSatisfy(Self.isUsable)
    }

    static func isUsable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
