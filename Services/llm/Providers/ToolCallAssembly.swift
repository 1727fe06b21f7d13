import Messages

/// Puts the pieces of the calls that a model asks for together. A pure value.
struct ToolCallAssembly: Sendable {
    /// Bytes of one call's arguments beyond which the answer is none.
    static let argumentLimit = 256 << 10
    /// Calls of one answer.
    static let callLimit = 64

    private var calls: [Int: ToolCall] = [:]

    /// - Throws: ``ProviderFailure`` where the calls outgrow what one answer may ask for.
    mutating func add(_ deltas: [ToolCallDelta]) throws(ProviderFailure) {
        for delta in deltas {
            var call = self.calls[delta.index] ?? ToolCall(id: "", name: "", arguments: "")
            // Some providers repeat the id and the name with every piece.
            if let id = delta.id, !id.isEmpty { call.id = id }
            if let name = delta.name, !name.isEmpty { call.name = name }
            call.arguments += delta.arguments ?? ""
            self.calls[delta.index] = call
            guard self.calls.count <= Self.callLimit, call.arguments.utf8.count <= Self.argumentLimit else {
                throw ProviderFailure(kind: .broken, detail: "the calls that it asks for are larger than allowed")
            }
        }
    }

    /// The calls in their order; one that the provider gave no id gets its place as one.
    var result: [ToolCall] {
        self.calls.sorted { $0.key < $1.key }.map { index, call in
            var call = call
            if call.id.isEmpty { call.id = "call_\(index)" }
            return call
        }
    }
}
