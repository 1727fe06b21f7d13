import Foundation

/// What one process tells a Prometheus server.
struct MetricsPage: Sendable {
    struct Family: Sendable, Equatable {
        var type: String
        var help: String
        var labels: Set<String> = []
    }

    let text: String
    private(set) var families: [String: Family] = [:]
    /// Every sample as it is written, by name and labels.
    private(set) var samples: [String: Double] = [:]

    init(_ text: String) {
        self.text = text
        var help = ""
        var current = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if line.hasPrefix("# HELP ") {
                help = words[3]
            } else if line.hasPrefix("# TYPE ") {
                current = words[2]
                self.families[current] = Family(type: words[3], help: help)
                help = ""
            } else if let space = line.lastIndex(of: " ") {
                let sample = String(line[..<space])
                self.samples[sample] = Double(line[line.index(after: space)...])
                for label in sample.matches(of: /([a-z_]+)="/) where label.output.1 != "le" {
                    self.families[current]?.labels.insert(String(label.output.1))
                }
            }
        }
    }

    subscript(sample: String) -> Double? { self.samples[sample] }

    /// What `promtool check metrics` finds fault with: that it cannot parse, and names that are against the custom.
    func faults() async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["promtool", "check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        let ends = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            ends.continuation.yield(process.terminationStatus)
            ends.continuation.finish()
        }
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(self.text.utf8))
        try input.fileHandleForWriting.close()
        var status: Int32 = -1
        for await end in ends.stream { status = end }
        guard status != 127 else {
            throw StackError(description: "promtool is not there; on Debian: apt-get install prometheus")
        }
        // A few lines, which the pipe holds.
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        return status == 0 ? said : "\(status): \(said)"
    }
}

extension HTTPClient {
    /// Scrapes a process; for its admin port.
    func metrics() async throws -> MetricsPage {
        let answer = try await self.get("/metrics")
        guard answer.status == 200 else { throw StackError(description: "/metrics: \(answer.status)") }
        return MetricsPage(answer.text)
    }
}
