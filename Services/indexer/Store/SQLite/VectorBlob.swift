import FoundationEssentials

/// A vector as bytes: its floats in the machine's order, which is little-endian on all that this runs on.
enum VectorBlob {
    static func encode(_ vector: [Float]) -> Data {
        vector.withUnsafeBytes { Data($0) }
    }

    /// Nil where the bytes are not `dimension` floats.
    static func decode(_ bytes: UnsafeRawBufferPointer, dimension: Int) -> [Float]? {
        guard bytes.count == dimension * MemoryLayout<Float>.stride else { return nil }
        return [Float](unsafeUninitializedCapacity: dimension) { target, filled in
            UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
            filled = dimension
        }
    }
}
