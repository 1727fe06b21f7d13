import Foundation

/// The memory of a process, as the kernel counts it (proc(5), `smaps_rollup`), in KiB.
struct ProcessMemory {
    /// Pages in memory, each divided by the number of processes that share it: sums over processes count a page once.
    var proportional: Int
    /// Pages in memory, shared ones in full.
    var resident: Int
    /// Of the proportional pages those that are backed by no file.
    var anonymous: Int

    init(of process: Int32) throws {
        let text = try String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)
        func value(_ name: String) throws -> Int {
            let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
            guard let value = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
                throw StackError(description: "no \(name) in: \(text)")
            }
            return value
        }
        self.proportional = try value("Pss")
        self.resident = try value("Rss")
        self.anonymous = try value("Pss_Anon")
    }

    static func + (left: ProcessMemory, right: ProcessMemory) -> ProcessMemory {
        var sum = left
        sum.proportional += right.proportional
        sum.resident += right.resident
        sum.anonymous += right.anonymous
        return sum
    }
}

extension ProcessMemory: CustomStringConvertible {
    var description: String {
        func mebibytes(_ kibibytes: Int) -> String {
            (Double(kibibytes) / 1024).formatted(.number.precision(.fractionLength(1)))
        }
        return """
            \(mebibytes(self.proportional)) MiB PSS (\(mebibytes(self.anonymous)) anonymous), \
            \(mebibytes(self.resident)) MiB RSS
            """
    }
}
