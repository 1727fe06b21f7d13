import Foundation

/// The memory that a process takes.
struct ProcessMemory: Sendable, Equatable {
    /// Bytes that are in memory.
    var resident: Double
    /// The same with each page that several processes share counted in equal parts.
    var proportional: Double

    /// Reads the text of `/proc/PID/smaps_rollup`; nil where it is none.
    init?(rollup text: some StringProtocol) {
        var sizes: [Substring: Double] = [:]
        for line in text.split(separator: "\n") {
            let words = Substring(line).split(separator: " ")
            guard words.count == 3, words[2] == "kB", let number = Double(words[1]) else { continue }
            sizes[words[0]] = number * 1024
        }
        guard let resident = sizes["Rss:"], let proportional = sizes["Pss:"] else { return nil }
        self.resident = resident
        self.proportional = proportional
    }

    /// What a running process takes now.
    init(of pid: Int32) throws {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8),
            let memory = ProcessMemory(rollup: text)
        else { throw ProcessReadingError(pid: pid) }
        self = memory
    }

    init(resident: Double, proportional: Double) {
        self.resident = resident
        self.proportional = proportional
    }

    static func + (left: ProcessMemory, right: ProcessMemory) -> ProcessMemory {
        ProcessMemory(
            resident: left.resident + right.resident,
            proportional: left.proportional + right.proportional
        )
    }
}
