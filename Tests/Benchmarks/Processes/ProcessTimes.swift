import Foundation

/// The processor time that a process has used.
struct ProcessTimes: Sendable, Equatable {
    /// Of user and system together.
    var ticks: UInt64

    /// Reads the text of `/proc/PID/stat` (proc(5)); nil where it is none. The program's name may hold anything, brackets
    /// and spaces too, so the fields are counted behind its last bracket.
    init?(stat text: some StringProtocol) {
        guard let bracket = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        // utime and stime are the 14th and 15th field; the first behind the bracket is the 3rd.
        guard fields.count > 12, let user = UInt64(fields[11]), let system = UInt64(fields[12]) else { return nil }
        self.ticks = user + system
    }

    /// What a running process has used so far.
    init(of pid: Int32) throws {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let times = ProcessTimes(stat: text)
        else { throw ProcessReadingError(pid: pid) }
        self = times
    }

    var seconds: Double { Double(self.ticks) / Double(sysconf(Int32(_SC_CLK_TCK))) }
}

/// A process about which `/proc` says nothing: gone, or no Linux.
struct ProcessReadingError: Error, CustomStringConvertible {
    var pid: Int32

    var description: String { "/proc says nothing about process \(self.pid)" }
}
