import Glibc

/// A blocking connection for short questions, closed when its owner lets go of it.
struct TCPConnection: ~Copyable {
    private let descriptor: Int32

    /// Connects to the first address of the host that answers.
    ///
    /// The timeout bounds each connect, send and receive by itself. `nil` where nobody answers.
    init?(host: String, port: Int, timeout: Duration = .seconds(2)) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0 else { return nil }
        defer { freeaddrinfo(found) }

        var candidate = found
        while let address = candidate?.pointee {
            if let descriptor = Self.connect(to: address, timeout: timeout) {
                self.descriptor = descriptor
                return
            }
            candidate = address.ai_next
        }
        return nil
    }

    deinit {
        close(self.descriptor)
    }

    /// Sends all bytes, or says that it could not.
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { bytes in
                Glibc.send(self.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Receives until the peer closes, the limit is reached, or what came satisfies the condition.
    ///
    /// Returns what came by then, also when time ran out.
    func receive(limit: Int, until isEnough: ([UInt8]) -> Bool) -> [UInt8] {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while received.count < limit, !isEnough(received) {
            let count = recv(self.descriptor, &buffer, min(buffer.count, limit - received.count), 0)
            guard count > 0 else { break }
            received += buffer.prefix(count)
        }
        return received
    }

    private static func connect(to address: addrinfo, timeout: Duration) -> Int32? {
        let kind = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, kind, address.ai_protocol)
        guard descriptor >= 0 else { return nil }
        // On Linux the send timeout bounds connect too (socket(7)).
        let parts = timeout.components
        var limit = timeval(tv_sec: Int(parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
