/// The permissions that a tool may ask of its caller (contract §3.3).
enum ToolPermission {
    static let names: Set = [
        "agent:read", "agent:execute", "agent:manage", "domain:read", "domain:write", "domain:delete", "data:read",
        "data:write", "data:delete", "system:admin", "system:config",
    ]
}
