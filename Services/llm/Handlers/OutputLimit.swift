/// What one run may hold; beyond it the answer is ended as too long.
struct OutputLimit: Sendable {
    var events = 100_000
    /// Bytes of text.
    var bytes = 16 << 20
}
