import Glibc

/// A file descriptor with one owner, closed with it.
struct OwnedDescriptor: ~Copyable, Sendable {
    let number: CInt

    /// Takes a descriptor over; nil for the negative number of a failed call.
    init?(_ number: CInt) {
        guard number >= 0 else { return nil }
        self.number = number
    }

    deinit {
        close(self.number)
    }
}
