/// Hashes sequences of letters the same in every process: FNV-1a over 32-bit units, finished as in SplitMix64.
struct TermHash: Sendable {
    private var state: UInt64

    /// - Parameter space: Keeps terms of different sorts apart.
    init(space: UInt32) {
        self.state = 0xCBF2_9CE4_8422_2325
        self.combine(space)
    }

    mutating func combine(_ unit: UInt32) {
        self.state = (self.state ^ UInt64(unit)) &* 0x100_0000_01B3
    }

    /// A well mixed value of everything so far.
    var value: UInt64 {
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    static func of(_ units: some Sequence<UInt32>, space: UInt32) -> UInt64 {
        var hash = TermHash(space: space)
        for unit in units { hash.combine(unit) }
        return hash.value
    }
}
