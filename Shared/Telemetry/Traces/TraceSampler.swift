package import Spans

/// Says which traces are recorded, by the names that OpenTelemetry gives to samplers (`OTEL_TRACES_SAMPLER`).
package struct TraceSampler: Sendable, Equatable {
    /// The part of new traces that is recorded, 0 to 1.
    private let ratio: Double
    /// Whether who is asked inside a trace does as the caller does.
    private let followsParent: Bool

    /// Records everything, unless the caller's trace is not recorded.
    package static let standard = TraceSampler(ratio: 1, followsParent: true)

    /// Takes a name and, for the ratios, an argument from 0 to 1 (1 where it is missing); nil for what is neither.
    package init?(name: String, argument: String?) {
        let rule = name.hasPrefix("parentbased_") ? name.dropFirst("parentbased_".count) : name[...]
        let followsParent = rule.startIndex != name.startIndex
        switch rule {
        case "always_on": self.init(ratio: 1, followsParent: followsParent)
        case "always_off": self.init(ratio: 0, followsParent: followsParent)
        case "traceidratio":
            guard let ratio = argument.map(Double.init) ?? 1, (0...1).contains(ratio) else { return nil }
            self.init(ratio: ratio, followsParent: followsParent)
        default: return nil
        }
    }

    private init(ratio: Double, followsParent: Bool) {
        self.ratio = ratio
        self.followsParent = followsParent
    }

    /// Decides by the caller, or by the trace's id, so that all who see the trace decide alike.
    package func records(_ trace: TraceID, parent: TraceParent?) -> Bool {
        if self.followsParent, let parent { return parent.isSampled }
        return Double(trace.low >> 1) < self.ratio * 0x1p63
    }
}
