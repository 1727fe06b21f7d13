import Spans
import Testing

@testable import Telemetry

@Suite struct TraceSamplerTests {
    private static func parent(_ flags: String) throws -> TraceParent {
        try #require(TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-\(flags)"))
    }

    @Test(arguments: [
        ("always_on", nil, true, true, true), ("always_off", nil, false, false, false),
        ("parentbased_always_on", nil, true, true, false), ("parentbased_always_off", nil, false, true, false),
        ("traceidratio", "0", false, false, false), ("traceidratio", "1", true, true, true),
        ("traceidratio", nil, true, true, true), ("parentbased_traceidratio", "0", false, true, false),
    ])
    func parentOrRuleDecides(
        name: String,
        argument: String?,
        alone: Bool,
        inSampled: Bool,
        inUnsampled: Bool
    ) throws {
        let sampler = try #require(TraceSampler(name: name, argument: argument))
        let (yes, no) = (try Self.parent("01"), try Self.parent("00"))
        #expect(sampler.records(.random(), parent: nil) == alone)
        #expect(sampler.records(yes.trace, parent: yes) == inSampled)
        #expect(sampler.records(no.trace, parent: no) == inUnsampled)
    }

    @Test func ratioIsKeptAndAllDecideAlike() throws {
        let quarter = try #require(TraceSampler(name: "traceidratio", argument: "0.25"))
        let half = try #require(TraceSampler(name: "traceidratio", argument: "0.5"))
        var counts = (quarter: 0, half: 0)
        for _ in 0..<10_000 {
            let trace = TraceID.random()
            let isInQuarter = quarter.records(trace, parent: nil)
            let isInHalf = half.records(trace, parent: nil)
            #expect(!isInQuarter || isInHalf)
            counts.quarter += isInQuarter ? 1 : 0
            counts.half += isInHalf ? 1 : 0
        }
        #expect((2200...2800).contains(counts.quarter))
        #expect((4600...5400).contains(counts.half))
    }

    @Test(arguments: [
        ("", nil), ("sometimes", nil), ("parentbased_", nil), ("traceidratio", "2"), ("traceidratio", "-0.1"),
        ("traceidratio", "nan"), ("traceidratio", "x"),
    ])
    func otherNamesAndRatiosAreRefused(name: String, argument: String?) {
        #expect(TraceSampler(name: name, argument: argument) == nil)
    }
}
