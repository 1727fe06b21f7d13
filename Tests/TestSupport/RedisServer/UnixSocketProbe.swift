import Foundation

/// Asks a Redis on a Unix socket whether it serves, without any client.
enum UnixSocketProbe {
    /// Returns the answer's beginning, or nil if there is none at once.
    static func ask(_ path: String) -> String? {
        #if canImport(Darwin)
            let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #endif
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 0, tv_usec: 200_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
            let bytes = Array(path.utf8) + [0]
            guard bytes.count <= target.count else { return false }
            target.copyBytes(from: bytes)
            return true
        }
        guard fits else { return nil }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0, send(descriptor, "PING\r\n", 6, 0) == 6 else { return nil }
        var answer = [UInt8](repeating: 0, count: 64)
        let count = recv(descriptor, &answer, answer.count, 0)
        return count > 0 ? String(decoding: answer.prefix(count), as: UTF8.self) : nil
    }
}
