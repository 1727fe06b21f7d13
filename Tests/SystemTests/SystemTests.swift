import Testing

/// The product's processes, started for real. One test after another: they measure time, and share a machine's cores.
@Suite(.serialized)
struct SystemTests {}
