import ArgumentParser
import Messages

/// A whole answer of the edge.
struct EdgeAnswer: Sendable, Equatable {
    var status: Int
    var body: [UInt8]

    /// What the envelope of a good answer holds.
    ///
    /// - Throws: What the edge says of a bad one.
    func payload() throws(OperatorError) -> JSONValue {
        guard (200..<300).contains(self.status) else { throw self.problem }
        guard let data = JSONValue.read(self.body)?["data"] else {
            throw .refused("the answer cannot be read; is this an edge of Aura?")
        }
        return data
    }

    /// What a bad answer means to the operator.
    var problem: OperatorError {
        let said = JSONValue.read(self.body)
        // The OpenAI-compatible routes put it into `error`.
        let words = said?["message"]?.string ?? said?["error"]?["message"]?.string
        let code = said?["errorCode"]?.string.map { ", \($0)" } ?? ""
        let text =
            words.map { "\($0) (\(self.status)\(code))".harmless }
            ?? "status \(self.status), and no word why; is this an edge of Aura?"
        return switch self.status {
        case 401, 403: OperatorError(.notAllowed, "the edge refuses: \(text)")
        case 429, 502, 503, 504: .unavailable("the edge cannot answer now: \(text)")
        default: .refused("the edge answers: \(text)")
        }
    }
}

extension ExitCode {
    /// `EX_NOPERM` of `sysexits.h`.
    static let notAllowed = ExitCode(77)
    /// What shells say of a command that Ctrl-C ended.
    static let interrupted = ExitCode(130)
}
