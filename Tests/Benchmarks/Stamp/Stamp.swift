import Foundation
import Signing

/// Of what and where figures were measured.
struct Stamp: Codable, Sendable, Equatable {
    var date: String
    /// The sources' commit, with a note where they had changes; nil outside of a checkout.
    var commit: String?
    /// The beginnings of the executables' SHA-256 digests.
    var binaries: [String: String]
    var processor: String
    var cores: Int
    var kernel: String
    /// Processes that wanted to run when the measuring began, on average over a minute.
    var load: Double

    static let programs = ["aura-gateway-edge", "aura-llm", "aura-indexer", "aura-tasks", "aura-bench"]

    /// - Parameter binaries: The folder of the executables, as ``ProgramOptions`` names it.
    static func now(binaries: String?) -> Stamp {
        var digests: [String: String] = [:]
        for name in Self.programs {
            guard let file = try? Program.own(name, in: binaries),
                let bytes = try? Data(contentsOf: file, options: .alwaysMapped)
            else { continue }
            digests[name] = String(SHA256.hexadecimalDigest(of: bytes).prefix(16))
        }
        let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
        return Stamp(
            date: ISO8601DateFormatter().string(from: Date()),
            commit: Self.commit(),
            binaries: digests,
            processor: Self.processor(in: cpu) ?? "unknown",
            cores: ProcessInfo.processInfo.activeProcessorCount,
            kernel: ProcessInfo.processInfo.operatingSystemVersionString,
            load: load.split(separator: " ").first.flatMap { Double($0) } ?? .nan
        )
    }

    /// Whether others wanted so much of the machine that times say little.
    var isBusy: Bool { self.load > 0.25 * Double(self.cores) }

    var lines: [String] {
        let binaries = self.binaries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        var lines = [
            "\(self.date), commit \(self.commit ?? "unknown")",
            "\(self.processor), \(self.cores) cores, load \(self.load) at the start",
            binaries.joined(separator: ", "),
        ]
        if self.isBusy { lines.append("THE MACHINE WAS BUSY: these figures are not its own") }
        #if DEBUG
            lines.append("A DEBUG BUILD: these figures are not the product's")
        #endif
        return lines
    }

    /// The processor's name in the text of `/proc/cpuinfo`.
    static func processor(in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix("model name") }
            .flatMap { $0.split(separator: ":", maxSplits: 1).last }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func commit() -> String? {
        guard let head = Self.git("rev-parse", "--short=12", "HEAD"), !head.isEmpty else { return nil }
        return Self.git("status", "--porcelain")?.isEmpty == true ? head : "\(head) with changes"
    }

    private static func git(_ arguments: String...) -> String? {
        guard let git = Program.installed("git") else { return nil }
        let process = Process()
        let output = Pipe()
        process.executableURL = git
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
