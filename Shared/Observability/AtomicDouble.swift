import Synchronization

/// A floating-point number that many threads may add to without a lock.
struct AtomicDouble: ~Copyable, Sendable {
    private let bits: Atomic<UInt64>

    init(_ value: Double = 0) {
        self.bits = Atomic(value.bitPattern)
    }

    var value: Double {
        Double(bitPattern: self.bits.load(ordering: .relaxed))
    }

    func store(_ value: Double) {
        self.bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var current = self.bits.load(ordering: .relaxed)
        while true {
            let (exchanged, original) = self.bits.weakCompareExchange(
                expected: current,
                desired: (Double(bitPattern: current) + amount).bitPattern,
                ordering: .relaxed
            )
            guard !exchanged else { return }
            current = original
        }
    }
}
