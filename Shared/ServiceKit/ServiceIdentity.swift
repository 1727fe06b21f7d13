import FoundationEssentials

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Says which process this is, among services, replicas and starts.
package struct ServiceIdentity: Sendable, Equatable {
    /// The version of all four services.
    package static let currentVersion = "1.0.0"

    /// The service's short name, such as `llm`.
    package let service: String
    /// The replica's own name: letters, digits, `.`, `_` and `-`.
    package let instance: String
    /// New at every start, 8 characters of `[0-9a-z]`: a restarted instance inherits nothing from the one before.
    package let boot: String
    package let version: String

    package init(service: String, instance: String, boot: String, version: String = Self.currentVersion) {
        self.service = service
        self.instance = instance
        self.boot = boot
        self.version = version
    }

    /// Takes the instance from `AURA_INSTANCE`, or names it after host and process id, and draws a new boot.
    package init(service: String, settings: Settings) throws(SettingsError) {
        let instance = settings.string("AURA_INSTANCE")
        if let instance, instance.utf8.count > 128 || !instance.utf8.allSatisfy(Self.isAllowed) {
            throw SettingsError(
                name: "AURA_INSTANCE",
                problem: "must be at most 128 letters, digits, \".\", \"_\" and \"-\""
            )
        }
        var generator = SystemRandomNumberGenerator()
        self.init(
            service: service,
            instance: instance ?? "\(Self.hostName)-\(ProcessInfo.processInfo.processIdentifier)",
            boot: Self.makeBoot(using: &generator)
        )
    }

    /// What this process is called on the bus: `<instance>.<boot>`.
    package var id: String { "\(self.instance).\(self.boot)" }

    /// The executable's name, such as `aura-llm`; logs, metrics and health answers carry it.
    package var executable: String { "aura-\(self.service)" }

    static func makeBoot(using generator: inout some RandomNumberGenerator) -> String {
        let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return String((0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        let isRead = gethostname(&name, name.count - 1) == 0
        let allowed = name.prefix { $0 != 0 }.prefix(100).map { UInt8(bitPattern: $0) }.filter(Self.isAllowed)
        return isRead && !allowed.isEmpty ? String(decoding: allowed, as: UTF8.self) : "host"
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
