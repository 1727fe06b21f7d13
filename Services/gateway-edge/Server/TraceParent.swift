/// The W3C trace context of a request (Trace Context, section 3.2).
enum TraceParent {
    /// The caller's context where it is well formed, else a new one.
    static func continuing(_ given: String?) -> String {
        if let given, Self.isWellFormed(given) { return given }
        let trace = Self.hexadecimal(UInt64.random(in: 1 ... .max)) + Self.hexadecimal(UInt64.random(in: 1 ... .max))
        return "00-\(trace)-\(Self.hexadecimal(UInt64.random(in: 1 ... .max)))-01"
    }

    private static func isWellFormed(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 32, 16, 2], parts[0] == "00" else { return false }
        let isHexadecimal = parts.allSatisfy { $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } }
        return isHexadecimal && parts[1].contains { $0 != "0" } && parts[2].contains { $0 != "0" }
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
