import ArgumentParser
import Bus

/// Why a command of the operator could not do what it was asked, in words for them, and the exit code that says so.
struct OperatorError: Error, Equatable, CustomStringConvertible {
    var exitCode: ExitCode
    var description: String

    init(_ exitCode: ExitCode, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }

    /// What was named is not there, or was refused.
    static func refused(_ description: String) -> OperatorError { OperatorError(.failure, description) }

    /// Redis or a service does not answer.
    static func unavailable(_ description: String) -> OperatorError { OperatorError(.unavailable, description) }

    /// Whether the same may go well a little later.
    var isPassing: Bool { self.exitCode == .unavailable }

    /// What the bus said.
    init(_ error: BusError) {
        switch error.code {
        case .unavailable, .connectionLost, .sessionChanged: self = .unavailable("Redis is away: \(error.message)")
        case .full: self = .refused("Redis is full and takes no writes: \(error.message)")
        case .malformedReply: self = .refused("Redis refused: \(error.message)")
        }
    }
}

extension ExitCode {
    /// `EX_UNAVAILABLE` of `sysexits.h`.
    fileprivate static let unavailable = ExitCode(69)
}

/// Does a command's work; what it fails with is told in one line and by the exit code.
func reporting(_ work: () async throws -> Void) async throws {
    do {
        do {
            try await work()
        } catch let error as BusError {
            throw OperatorError(error)
        }
    } catch let error as OperatorError {
        Console.complain("aura: \(error)")
        throw error.exitCode
    }
}
