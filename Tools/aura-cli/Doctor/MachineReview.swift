/// Whether this machine has room for the processes.
enum MachineReview {
    /// Files that a process needs besides its connections.
    private static let ownFiles = 500

    /// - Parameters:
    ///   - limit: Files that a process started from here may open.
    ///   - connections: `AURA_MAX_CONNECTIONS`.
    static func files(limit: UInt64, connections: Int) -> Diagnosis {
        let wanted = UInt64(connections + Self.ownFiles)
        guard limit < wanted else { return .ok("files", "a process may open \(limit) files") }
        let finding = "a process may open \(limit) files, and AURA_MAX_CONNECTIONS is \(connections)"
        let advice = "ulimit -n \(wanted) before starting the edge, or fewer connections"
        return limit < UInt64(Self.ownFiles) ? .fail("files", finding, advice) : .warn("files", finding, advice)
    }

    /// - Parameters:
    ///   - free: Bytes that may be written to the folder's disk; nil where it cannot be told.
    static func disk(free: UInt64?, folder: String, isWritable: Bool) -> Diagnosis {
        let advice = "make room, or set AURA_DATA_DIR to another disk"
        guard let free else { return .warn("disk", "nobody knows how full the disk of \(folder) is", advice) }
        guard isWritable else { return .fail("disk", "\(folder) cannot be written to", "let its user write there") }
        let size = "\(free >> 20) MiB free for \(folder)"
        if free < 100 << 20 { return .fail("disk", size, advice) }
        if free < 1 << 30 { return .warn("disk", size, advice) }
        return .ok("disk", size)
    }
}
