import Foundation

/// This process's resident memory.
enum ResidentMemory {
    /// In bytes; nil where there is no `/proc`.
    static var now: Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
