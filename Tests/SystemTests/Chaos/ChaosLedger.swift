import Foundation
import Messages

/// What a load was promised, by the words of those who heard it.
struct ChaosLedger: Sendable {
    /// A mail that DWP told of.
    struct Mail: Sendable {
        var number: Int
        var identity: [UInt8]
        /// How many indexers heard of it.
        var listeners: Int
    }

    struct Searches: Sendable {
        var answered = 0
        /// Told to come again later.
        var refused = 0
        /// Without an answer, since the way to the edge or the edge was gone.
        var cut = 0
        /// The longest time that an answer of any kind took.
        var slowest = Duration.zero
        var problems: [String] = []

        mutating func take(status: Int, after time: Duration, _ text: String) {
            self.slowest = max(self.slowest, time)
            switch status {
            case 200: self.answered += 1
            case 502, 503, 504: self.refused += 1
            default: self.problems.append("a search is answered \(status): \(text.prefix(200))")
            }
            // A frozen edge answers no sooner than it thaws.
            if time > .seconds(14) { self.problems.append("a search takes \(time)") }
        }

        static func += (left: inout Searches, right: Searches) {
            left.answered += right.answered
            left.refused += right.refused
            left.cut += right.cut
            left.slowest = max(left.slowest, right.slowest)
            left.problems += right.problems
        }
    }

    var chats: [ChatReport] = []
    var analyses: [ChaosAnalysis.Report] = []
    var mails: [Mail] = []
    var searches = Searches()

    static func subject(_ number: Int) -> String { "Chaos mail m\(number)x" }

    /// What anybody must know of the load, in a line.
    var summary: String {
        let visits = self.chats.map(\.visits).reduce(0, +) - self.chats.count
        let restarts = self.chats.count { $0.events.names.contains("restarted") }
        let failed = self.chats.count { $0.failure != nil }
        let refusals = self.analyses.map(\.refusals).reduce(0, +)
        let slowest = self.searches.slowest.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))
        return """
            \(self.chats.count) chats (\(visits) comebacks, \(restarts) restarted, \(failed) failed), \
            \(self.analyses.count) analyses (\(refusals) refusals), \(self.mails.count) mails, \
            searches \(self.searches.answered) answered, \(self.searches.refused) refused, \(self.searches.cut) cut, \
            \(slowest) at most
            """
    }
}
