import Foundation
import Glibc

/// A child process in a group of its own, so that the terminal's Ctrl-C reaches only its parent.
struct ManagedProcess {
    let plan: ProcessPlan
    let log: URL
    let pid: Int32
    /// How it ended, once that is known.
    private(set) var exit: ProcessExit?

    /// Starts the process with its output in the log; the log of the run before is kept with `.1` after its name.
    init(starting plan: ProcessPlan, log: URL) throws {
        rename(log.path, log.path + ".1")
        self.plan = plan
        self.log = log
        self.pid = try Self.spawn(plan, log: log.path)
    }

    /// Looks whether the process has ended, without waiting; afterwards `exit` says how.
    mutating func collect() {
        guard self.exit == nil else { return }
        var status: Int32 = 0
        guard waitpid(self.pid, &status, WNOHANG) == self.pid else { return }
        self.exit = ProcessExit(waitStatus: status)
    }

    /// Asks the process to end.
    func terminate() {
        guard self.exit == nil else { return }
        kill(self.pid, SIGTERM)
    }

    /// Ends the process, and whatever it started in its group.
    func killGroup() {
        guard self.exit == nil else { return }
        kill(-self.pid, SIGKILL)
    }

    /// The last lines of its log, for a message.
    func logTail(lines: Int = 20) -> String {
        guard let handle = try? FileHandle(forReadingFrom: self.log) else { return "" }
        defer { try? handle.close() }
        let size = (try? handle.seekToEnd()) ?? 0
        try? handle.seek(toOffset: size - min(size, 16_384))
        let text = String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).suffix(lines).map { "  \($0)" }.joined(separator: "\n")
    }

    private static func spawn(_ plan: ProcessPlan, log: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

        // A group of its own; no signal blocked or ignored, whatever this process does with them.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var pid: Int32 = 0
        let result = Self.withCStrings([plan.executable.path] + plan.arguments) { arguments in
            Self.withCStrings(plan.environment.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawn(&pid, plan.executable.path, &actions, &attributes, arguments, environment)
            }
        }
        guard result == 0 else {
            throw StackError.cannotStart(name: plan.name, reason: String(cString: strerror(result)))
        }
        return pid
    }

    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}
