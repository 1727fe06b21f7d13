import Glibc

/// Asks the kernel about this machine's TCP ports.
enum PortProbe {
    /// Whether a process could listen on the port now, on all addresses.
    static func isFree(_ port: Int) -> Bool {
        guard let number = UInt16(exactly: port) else { return false }
        return Self.bind(to: number, address: INADDR_ANY) != nil
    }

    /// Picks a loopback port that nobody listens on; `nil` if the kernel has none left.
    static func freePort() -> Int? {
        Self.bind(to: 0, address: INADDR_LOOPBACK)
    }

    private static func bind(to port: UInt16, address: UInt32) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Without it a port that was closed a moment ago counts as taken, while its connections are in TIME_WAIT.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))

        var endpoint = sockaddr_in()
        endpoint.sin_family = sa_family_t(AF_INET)
        endpoint.sin_port = port.bigEndian
        endpoint.sin_addr.s_addr = address.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &endpoint) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                Glibc.bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        return isBound ? Int(UInt16(bigEndian: endpoint.sin_port)) : nil
    }
}
