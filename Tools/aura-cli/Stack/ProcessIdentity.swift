import Foundation
import Glibc

/// A process that a recycled number cannot stand for: its number, and when it began.
struct ProcessIdentity: Codable, Equatable {
    var pid: Int32
    /// Clock ticks after boot (proc(5), field 22 of `stat`).
    var startTicks: UInt64

    init(pid: Int32, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }

    /// Looks the process up; `nil` where it is gone, or dead and not yet collected.
    init?(of pid: Int32) {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let ticks = Self.startTicks(inStat: text)
        else { return nil }
        self.init(pid: pid, startTicks: ticks)
    }

    /// Whether that very process still lives.
    var isAlive: Bool { Self(of: self.pid) == self }

    /// Sends a signal to the process alone, if it still lives.
    func signal(_ number: Int32) {
        guard self.isAlive else { return }
        kill(self.pid, number)
    }

    /// Waits until the process is gone; false where time ran out.
    func waitUntilGone(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        while self.isAlive {
            guard ContinuousClock.now < deadline else { return false }
            usleep(50_000)
        }
        return true
    }

    /// Reads the start of a living process; the name in parentheses may hold spaces and parentheses itself.
    static func startTicks(inStat text: String) -> UInt64? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }
}
