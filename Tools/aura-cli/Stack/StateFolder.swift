import Foundation

/// The folder that holds all that running on this machine leaves behind.
struct StateFolder {
    let root: URL

    /// The development secret, readable by its owner only.
    var secret: URL { self.root.appendingPathComponent("secret") }
    /// Which processes run now.
    var record: URL { self.root.appendingPathComponent("running.json") }
    /// Data of the Redis that `up` starts itself.
    var redis: URL { self.root.appendingPathComponent("redis", isDirectory: true) }
    /// What the services keep on disk, unless `AURA_DATA_DIR` says another place.
    var data: URL { self.root.appendingPathComponent("data", isDirectory: true) }
    /// The local model's server and weights.
    var model: URL { self.root.appendingPathComponent("model", isDirectory: true) }

    private var logs: URL { self.root.appendingPathComponent("logs", isDirectory: true) }

    /// Makes the folders that are missing.
    init(at root: URL) throws {
        self.root = root
        for folder in [root, self.logs, self.redis, self.data] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
    }

    /// The file that a process's output goes to.
    func log(of process: String) -> URL {
        self.logs.appendingPathComponent("\(process).log")
    }

    /// All logs of the last run, by name.
    func logFiles() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: self.logs, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "log" }
            .sorted { $0.path < $1.path }
    }
}
