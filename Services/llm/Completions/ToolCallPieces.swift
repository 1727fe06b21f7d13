import FoundationEssentials
import Messages

/// Writes the pieces of the calls that a model asks for as OpenAI's API has them: each call's first piece has its id and
/// its name, the others its arguments alone, whatever a provider repeats or leaves out. A pure value.
struct ToolCallPieces: Sendable {
    struct Piece: Encodable, Sendable, Equatable {
        struct Function: Encodable, Sendable, Equatable {
            var name: String?
            var arguments: String?
        }

        var index: Int
        var id: String?
        var type: String?
        var function: Function
    }

    private struct Known {
        var hasName: Bool
    }

    private let run: RunID
    private var known: [Int: Known] = [:]

    init(run: RunID) {
        self.run = run
    }

    /// The pieces that a client is to see; joined to those before they make the calls.
    mutating func pieces(of deltas: [ToolCallDelta]) -> [Piece] {
        deltas.map { delta in
            let name = delta.name.flatMap { $0.isEmpty ? nil : $0 }
            guard var known = self.known[delta.index] else {
                self.known[delta.index] = Known(hasName: name != nil)
                let id = delta.id.flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(self.run)_\(delta.index)"
                return Piece(
                    index: delta.index,
                    id: id,
                    type: "function",
                    function: .init(name: name, arguments: delta.arguments ?? "")
                )
            }
            let newName = known.hasName ? nil : name
            if newName != nil {
                known.hasName = true
                self.known[delta.index] = known
            }
            return Piece(index: delta.index, function: .init(name: newName, arguments: delta.arguments))
        }
    }

    /// The event that tells of pieces.
    static func event(_ pieces: [Piece]) throws -> RunEvent {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return RunEvent(.toolCalls, Array(try encoder.encode(pieces)))
    }
}
