/// Joins conjoining jamo to syllables (Unicode chapter 3.12), as texts from some file systems have them apart.
struct HangulComposer: Sendable {
    private var lead: UInt32?
    private var syllable: UInt32?

    /// Takes a scalar in if it is a conjoining jamo and returns what became complete by it; nil if it is none.
    mutating func take(_ scalar: Unicode.Scalar) -> [UInt32]? {
        switch scalar.value {
        case 0x1100...0x1112:
            let finished = self.finish()
            self.lead = scalar.value - 0x1100
            return finished.map { [$0] } ?? []
        case 0x1161...0x1175:
            guard let lead = self.lead else { return self.finish().map { [$0] } ?? [] }
            self.lead = nil
            self.syllable = 0xAC00 + (lead * 21 + scalar.value - 0x1161) * 28
            return []
        case 0x11A8...0x11C2:
            guard let syllable = self.syllable else { return self.finish().map { [$0] } ?? [] }
            self.syllable = nil
            return [syllable + scalar.value - 0x11A7]
        default:
            return nil
        }
    }

    /// What is complete so far; begins anew.
    mutating func finish() -> UInt32? {
        defer {
            self.lead = nil
            self.syllable = nil
        }
        return self.syllable
    }
}
