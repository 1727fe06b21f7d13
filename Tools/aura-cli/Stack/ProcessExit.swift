/// How a process ended.
enum ProcessExit: Equatable, CustomStringConvertible {
    case code(Int32)
    case signal(Int32)

    /// Takes apart what waitpid reports (wait(2)); `nil` for a process that was only stopped.
    init?(waitStatus status: Int32) {
        let signal = status & 0x7f
        switch signal {
        case 0: self = .code((status >> 8) & 0xff)
        case 0x7f: return nil
        default: self = .signal(signal)
        }
    }

    var description: String {
        switch self {
        case .code(let code): "exit code \(code)"
        case .signal(let number): "signal \(number)"
        }
    }
}
