#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import Logging
import Synchronization

/// Puts whole lines to their destination, one at a time, whoever writes.
///
/// While a file cannot be opened or written, its lines go to standard error, after one line that says why; the file is
/// tried again at most every 10 s. Nothing here throws: a service goes on without its log.
package final class LogWriter: Sendable {
    package let encoder: LogLineEncoder

    private let destination: LogDestination
    private let fallback: Int32
    private let now: @Sendable () -> Duration
    private let state: Mutex<State>

    private struct State: ~Copyable {
        var file: LogFile?
        /// When the file may be tried again; set while it cannot be used.
        var retryAt: Duration?
        /// Whether the present trouble was told already.
        var isReported = false
        /// The size from which rotation is tried, put off after one that failed.
        var rotationSize: Int
    }

    private static let retryInterval: Duration = .seconds(10)

    /// Opens the destination; where that fails, lines go to `fallback` at first.
    /// - Parameters:
    ///   - fallback: The descriptor used while the file cannot be; standard error, but in tests.
    ///   - now: A clock that only goes forward.
    package init(
        destination: LogDestination,
        encoder: LogLineEncoder,
        fallback: Int32 = STDERR_FILENO,
        now: @escaping @Sendable () -> Duration = LogWriter.monotonicNow
    ) {
        self.destination = destination
        self.encoder = encoder
        self.fallback = fallback
        self.now = now
        var rotationSize = Int.max
        if case .file(_, let maximumBytes, _) = destination, maximumBytes > 0 {
            rotationSize = maximumBytes
        }
        self.state = Mutex(State(file: nil, retryAt: nil, rotationSize: rotationSize))
        if case .file(let path, _, _) = destination {
            self.state.withLock { self.open(path, &$0) }
        }
    }

    /// Writes one line, which ends with its newline, before it returns.
    package func write(_ line: [UInt8]) {
        self.state.withLock { state in
            switch self.destination {
            case .standardError:
                try? DescriptorOutput.write(line, to: STDERR_FILENO)
            case .standardOutput:
                try? DescriptorOutput.write(line, to: STDOUT_FILENO)
            case .file(let path, let maximumBytes, let backups):
                if let retryAt = state.retryAt, self.now() >= retryAt {
                    self.open(path, &state)
                }
                if state.file != nil, state.retryAt == nil {
                    self.rotate(path, maximumBytes: maximumBytes, backups: backups, adding: line.count, &state)
                }
                self.append(line, &state)
            }
        }
    }

    /// Closes the file and opens what now stands at its path, for tools that move log files away.
    package func reopen() {
        guard case .file(let path, _, _) = self.destination else { return }
        self.state.withLock { self.open(path, &$0) }
    }

    private func append(_ line: [UInt8], _ state: inout State) {
        if state.retryAt == nil {
            do {
                try state.file?.append(line)
                state.isReported = false
                return
            } catch {
                self.report(error, &state)
            }
        }
        try? DescriptorOutput.write(line, to: self.fallback)
    }

    private func open(_ path: String, _ state: inout State) {
        state.file = nil
        do {
            state.file = try LogFile(path: path)
            state.retryAt = nil
        } catch {
            self.report(error, &state)
        }
    }

    /// Renames the file and its backups where the next line would make it too long.
    private func rotate(_ path: String, maximumBytes: Int, backups: Int, adding count: Int, _ state: inout State) {
        let size = state.file?.size ?? 0
        guard state.file?.isRegular == true, size > 0, size + count > state.rotationSize else { return }
        var isMoved = true
        if backups > 0 {
            for number in stride(from: backups - 1, through: 1, by: -1) {
                rename("\(path).\(number)", "\(path).\(number + 1)")  // may be missing: there are fewer at first
            }
            isMoved = rename(path, "\(path).1") == 0
        } else {
            isMoved = unlink(path) == 0
        }
        if isMoved {
            state.rotationSize = maximumBytes
            self.open(path, &state)
        } else {
            let error = LogFileError(action: "rotate", code: errno)
            state.rotationSize = size + maximumBytes
            self.tell("Log file not rotated", error)
        }
    }

    private func report(_ error: LogFileError, _ state: inout State) {
        state.retryAt = self.now() + Self.retryInterval
        if !state.isReported {
            state.isReported = true
            self.tell("Log file not written, its lines follow here", error)
        }
    }

    private func tell(_ message: String, _ error: LogFileError) {
        guard case .file(let path, _, _) = self.destination else { return }
        let line = self.encoder.line(
            time: .now,
            level: .error,
            logger: "log",
            message: message,
            metadata: ["file": "\(path)", "error": "\(error)"]
        )
        try? DescriptorOutput.write(line, to: self.fallback)
    }

    package static func monotonicNow() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
