import Foundation
import Messages

/// One analysis, asked for until it is acknowledged.
struct ChaosAnalysis: Sendable {
    private static let limit = Duration.seconds(45)

    let number: Int
    let doors: [Int]

    static func question(_ number: Int) -> String { "chaos analysis \(number)." }

    struct Report: Sendable {
        var number: Int
        var run: RunID?
        /// Requests that were not acknowledged.
        var refusals = 0
        var problems: [String] = []
    }

    func run() async -> Report {
        var report = Report(number: self.number)
        let end = ContinuousClock.now + Self.limit
        while ContinuousClock.now < end, !Task.isCancelled {
            let port = self.doors[(self.number + report.refusals) % self.doors.count]
            if let run = await self.ask(port, &report) {
                report.run = run
                return report
            }
            report.refusals += 1
            try? await Task.sleep(for: .milliseconds(100))  // the client's own pause
        }
        report.problems.append("is never acknowledged")
        return report
    }

    private func ask(_ port: Int, _ report: inout Report) async -> RunID? {
        do {
            let client = HTTPClient(port: port, token: try Stack.token(), tenant: "1", patience: .seconds(5))
            let body = #"{"question":"\#(Self.question(self.number))"}"#
            let answer = try await client.post("/analysis", body, ["Idempotency-Key": "analysis-\(self.number)"])
            if answer.status == 202 { return RunID(try answer.data()["runId"] as? String ?? "") }
            if answer.status != 503 { report.problems.append("is refused: \(answer.status) \(answer.text)") }
        } catch {}  // the way to the edge, or the edge, is gone: the client asks again
        return nil
    }
}
