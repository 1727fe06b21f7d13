package import Foundation
import Synchronization

/// A child process that can be waited for without holding a thread.
package final class ServerProcess: Sendable {
    private struct State {
        var hasEnded = false
        var exitCode: Int32?
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// What the termination handler holds too.
    private final class SharedState: Sendable {
        let value = Mutex(State())
    }

    private let state: SharedState
    package let pid: Int32

    /// Starts a process; it inherits this one's environment with `environment` on top. What it prints goes to `log`.
    package convenience init(
        executable: URL,
        arguments: [String] = [],
        environment: [String: String] = [:],
        log: URL?
    ) throws {
        var output = FileHandle.nullDevice
        if let log {
            try Data().write(to: log)
            output = try FileHandle(forWritingTo: log)
        }
        try self.init(
            executable: executable,
            arguments: arguments,
            exactly: ProcessInfo.processInfo.environment.merging(environment) { _, new in new },
            input: .nullDevice,
            output: output,
            errors: output
        )
    }

    /// Starts a process with exactly this environment.
    package init(
        executable: URL,
        arguments: [String],
        exactly environment: [String: String],
        input: FileHandle,
        output: FileHandle,
        errors: FileHandle
    ) throws {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        let state = SharedState()
        process.terminationHandler = { process in
            let status = process.terminationStatus
            let exitCode = process.terminationReason == .exit ? status : -status
            let waiters = state.value.withLock { state in
                state.hasEnded = true
                state.exitCode = exitCode
                defer { state.waiters = [] }
                return state.waiters
            }
            for waiter in waiters {
                waiter.resume()
            }
        }
        try Self.run(process)
        self.state = state
        self.pid = process.processIdentifier
    }

    /// Starts a process to which every signal gets through: a child inherits what its parent's thread blocks, and
    /// Dispatch's threads block nearly all.
    private static func run(_ process: Process) throws {
        var none = sigset_t()
        var former = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        try process.run()
    }

    /// How it ended, once it has: negative for the signal that ended it.
    package var exitCode: Int32? { self.state.value.withLock { $0.exitCode } }

    package var isRunning: Bool { self.state.value.withLock { !$0.hasEnded } }

    /// Sends a signal, unless the process has ended and its id may be somebody else's.
    package func signal(_ number: Int32) {
        self.state.value.withLock { state in
            guard !state.hasEnded else { return }
            _ = kill(self.pid, number)
        }
    }

    /// Sends a signal that ends the process, and returns when it has ended; after 10 s by force.
    package func end(by number: Int32) async {
        self.signal(number)
        self.signal(SIGCONT)  // a stopped process does not see SIGTERM
        let deadline = ContinuousClock.now + .seconds(10)
        while self.isRunning, ContinuousClock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(5))
        }
        self.signal(SIGKILL)
        await self.waitForEnd()
    }

    /// Returns when the process has ended.
    package func waitForEnd() async {
        await withCheckedContinuation { waiter in
            let hasEnded = self.state.value.withLock { state in
                if !state.hasEnded {
                    state.waiters.append(waiter)
                }
                return state.hasEnded
            }
            if hasEnded {
                waiter.resume()
            }
        }
    }
}
