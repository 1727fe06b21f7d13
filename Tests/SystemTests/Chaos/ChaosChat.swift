import Foundation
import Messages

/// One person's chat, by a client that comes back as a browser does: to another edge, with the last event that it saw.
struct ChaosChat: Sendable {
    /// How long a client goes on coming back.
    private static let limit = Duration.seconds(90)

    let number: Int
    /// How long an answer it asks for.
    var words = TaggedAnswer.words
    /// Ports of the edges.
    let doors: [Int]

    /// Asks, and comes back until the answer has ended.
    func run(onFirstWord: @Sendable () -> Void) async -> ChatReport {
        var report = ChatReport(number: self.number, words: self.words)
        let end = ContinuousClock.now + Self.limit
        var door = self.number
        while ContinuousClock.now < end, !Task.isCancelled {
            if await self.visit(self.doors[door % self.doors.count], &report, onFirstWord) { return report }
            report.visits += 1
            door += 1
            try? await Task.sleep(for: .milliseconds(100))  // the client's own pause, as `retry:` sets it
        }
        report.problems.append("hangs after \(report.events.count) events")
        return report
    }

    /// The client of this chat at one edge.
    func client(at port: Int) throws -> HTTPClient {
        let tenant = "\(self.number % 2 + 1)"
        let token = try Stack.token(tenant: tenant, user: "user-\(self.number % 5)")
        return HTTPClient(port: port, token: token, tenant: tenant, patience: .seconds(5))
    }

    /// Reads the stream at one edge for as long as it lasts; says whether that was the answer's end.
    private func visit(_ port: Int, _ report: inout ChatReport, _ onFirstWord: () -> Void) async -> Bool {
        do {
            let body: [String: Any] = [
                "message": TaggedAnswer.question(self.number, words: self.words), "rag": self.number.isMultiple(of: 3),
            ]
            // The same bytes at every visit: the key stands for them.
            let json = String(
                decoding: try JSONSerialization.data(withJSONObject: body, options: .sortedKeys),
                as: UTF8.self
            )
            var headers = ["Idempotency-Key": "chaos-\(self.number)"]
            headers["Last-Event-ID"] = report.lastEventID
            var stream = try await self.client(at: port).stream("POST", "/chat/stream", json, headers)
            defer { stream.hangUp() }
            report.join(stream.run)
            while let event = try await stream.next() {
                if event.name == nil, event.data != "[DONE]", report.events.text.isEmpty { onFirstWord() }
                switch report.take(event) {
                case .goOn: break
                case .comeBack: return false
                case .over: return true
                }
            }
        } catch let error as StackError where !error.description.contains(": 503 ") {
            report.problems.append("is refused: \(error)")
        } catch {}  // the way to the edge, or the edge, is gone: the client comes back
        return false
    }
}
