/// What wrk prints.
struct WrkOutput: Sendable, Equatable {
    var requestsPerSecond: Double
    /// Answers that were neither 2xx nor 3xx, and connections that failed.
    var failures: Int

    /// Nil for what is no outcome of wrk.
    init?(_ text: String) {
        var rate: Double?
        self.failures = 0
        for line in text.split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == ":" || $0 == "," }
            switch words.first {
            case "Requests/sec": rate = words.last.flatMap { Double($0) }
            case "Non-2xx": self.failures += words.last.flatMap { Int($0) } ?? 0
            case "Socket": self.failures += words.compactMap { Int($0) }.reduce(0, +)
            default: break
            }
        }
        guard let rate else { return nil }
        self.requestsPerSecond = rate
    }
}
