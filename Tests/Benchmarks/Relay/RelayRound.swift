import Foundation

/// One load over one path for some seconds.
struct RelayRound: Sendable {
    var streams: Int
    var perSecond: Int
    var seconds: Int

    /// How long the streams last beyond the measured time: all must have begun before it, and none may end in it.
    private static let margin = 3

    /// Opens the streams, measures once all have begun, and holds them against their orders.
    ///
    /// - Parameter upstream: Its process id, to show what it takes beside the path.
    func run(_ path: RelayPath, upstream: Int32, _ generator: LoadGenerator) async throws -> RelaySample {
        let tokens = self.perSecond * (self.seconds + Self.margin)
        let orders = StreamOrder.spread(self.streams, .paced(perSecond: self.perSecond), tokens: tokens)
        let load = try await generator.open(orders, at: path.target)
        let hasBegun = try await load.waitUntilBegun(self.streams, within: .seconds(path.mayLag ? 5 : 20))
        guard hasBegun || path.mayLag && load.begun > 0 else {
            let tail = try await load.outcomes(within: .zero).first { $0.received == 0 }
            throw LoadError(message: "\(path.name): streams do not begin: \(tail?.status ?? 0) \(tail?.tail ?? "")")
        }
        try await Task.sleep(for: .milliseconds(500))
        let beside = [("upstream", upstream), ("load", ProcessInfo.processInfo.processIdentifier)]
        let before = try Reading(path.programs, beside, load)
        var sample = RelaySample()
        try await load.measuring {
            try await Task.sleep(for: .seconds(self.seconds))
            sample = try Reading(path.programs, beside, load).since(before)
        }
        let outcomes = try await load.outcomes(within: path.patience)
        // What cannot keep up works on tokens that nobody has yet: its cost is told by all of them, once they are there.
        let isBehind = sample.tokensPerSecond < 0.95 * Double(self.streams * self.perSecond)
        if isBehind, path.patience > .zero { sample = try Reading(path.programs, beside, load).since(before) }
        sample.milliseconds = outcomes.flatMap { $0.latencies.map(Double.init) }
        sample.fidelity = Fidelity(outcomes)
        return sample
    }

    /// What was used and had at one moment.
    private struct Reading {
        var programs: [(name: String, seconds: Double)]
        var beside: [(name: String, seconds: Double)]
        var tokens: Int
        var moment = ContinuousClock.now

        init(
            _ programs: [(name: String, pid: Int32)],
            _ beside: [(name: String, pid: Int32)],
            _ load: OpenLoad
        ) throws {
            self.programs = try programs.map { ($0.name, try ProcessTimes(of: $0.pid).seconds) }
            self.beside = try beside.map { ($0.name, try ProcessTimes(of: $0.pid).seconds) }
            self.tokens = load.tokens
        }

        func since(_ earlier: Reading) -> RelaySample {
            var sample = RelaySample()
            sample.cpu = zip(self.programs, earlier.programs).map { ($0.name, $0.seconds - $1.seconds) }
            sample.beside = zip(self.beside, earlier.beside).map { ($0.name, $0.seconds - $1.seconds) }
            sample.tokens = self.tokens - earlier.tokens
            sample.seconds = (self.moment - earlier.moment) / .seconds(1)
            return sample
        }
    }
}
