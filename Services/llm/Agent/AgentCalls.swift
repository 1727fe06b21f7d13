import Bus
import Messages

/// The calls to the model that an agent's log tells of, for those whose worker died before it could count them. A pure
/// value.
struct AgentCalls: Sendable, Equatable {
    /// One call, as its entry in the ledger names it.
    struct Call: Sendable, Equatable {
        var epoch: UInt64
        var number: Int
        /// What it said; of a turn that is complete with the arguments that it asked for.
        var text: [UInt8] = []
        /// Set where the turn is complete.
        var turn: AgentTurn?
    }

    /// Those that said something.
    private(set) var made: [Call] = []
    private var rounds = 0
    private var epoch: UInt64 = 0
    private var said: [UInt8] = []

    /// The ledger's number of the call that a round makes; 0 is that of a conversation's summary.
    ///
    /// - Parameter round: From 0.
    static func number(of round: Int) -> Int { round + 1 }

    mutating func add(_ entry: LogEntry) {
        switch entry.event.type {
        case .started:
            self.breakOff()
            self.epoch = entry.id.epoch
        case .text:
            self.said += entry.event.payload
        case .thought:
            self.said += (try? AgentThought.decoded(from: entry.event.payload)).map { Array($0.content.utf8) } ?? []
        case .turn:
            guard let turn = try? AgentTurn.decoded(from: entry.event.payload) else { return }
            let arguments = turn.toolCalls.flatMap { Array(($0.name + $0.arguments).utf8) }
            self.note(
                Call(epoch: self.epoch, number: Self.number(of: self.rounds), text: self.said + arguments, turn: turn)
            )
            self.rounds += 1
            self.said = []
        case let type where type.isTerminal:
            self.breakOff()
        default:
            break
        }
    }

    private mutating func breakOff() {
        self.note(Call(epoch: self.epoch, number: Self.number(of: self.rounds), text: self.said))
        self.said = []
    }

    private mutating func note(_ call: Call) {
        if !call.text.isEmpty { self.made.append(call) }
    }
}
