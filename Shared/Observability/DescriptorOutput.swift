#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Writes to a file descriptor.
enum DescriptorOutput {
    /// How long a descriptor that was made non-blocking by another process may stay full.
    private static let fullTimeoutMilliseconds: Int32 = 100

    /// Writes all bytes: with one call, unless the system takes only a part at a time.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(LogFileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                return systemWrite(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&waiting, 1, Self.fullTimeoutMilliseconds) > 0 else {
                    throw LogFileError(action: "write", code: EAGAIN)
                }
            } else if errno != EINTR {
                throw LogFileError(action: "write", code: errno)
            }
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
