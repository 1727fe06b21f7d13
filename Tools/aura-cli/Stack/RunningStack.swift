import Foundation
import Glibc

/// The record of what runs, kept on disk so that another command can stop it.
struct RunningStack: Codable, Equatable {
    var supervisor: ProcessIdentity
    /// In starting order.
    var processes: [ProcessIdentity] = []

    /// Reads the record; `nil` where there is none, or none of it still lives.
    static func read(from state: StateFolder) throws -> Self? {
        guard let data = try? Data(contentsOf: state.record) else { return nil }
        let stack = try? JSONDecoder().decode(Self.self, from: data)
        guard let stack, stack.supervisor.isAlive || stack.processes.contains(where: \.isAlive) else {
            try Self.remove(from: state)
            return nil
        }
        return stack
    }

    /// Forgets the record.
    static func remove(from state: StateFolder) throws {
        guard unlink(state.record.path) == 0 || errno == ENOENT else {
            throw StackError.cannotWrite(path: state.record.path)
        }
    }

    /// Writes the record, whole or not at all.
    func write(to state: StateFolder) throws {
        try JSONEncoder().encode(self).write(to: state.record, options: .atomic)
    }

    /// Stops the supervisor, which stops the rest; what it could not stop any more is stopped one by one.
    func stop() {
        self.supervisor.signal(SIGTERM)
        if !self.supervisor.waitUntilGone(within: .seconds(40)) { self.supervisor.signal(SIGKILL) }
        for process in self.processes.reversed() where process.isAlive {
            process.signal(SIGTERM)
            if !process.waitUntilGone(within: .seconds(25)) { process.signal(SIGKILL) }
        }
    }
}
