import Foundation
import Synchronization

/// A port that nothing listens on.
package enum FreePort {
    private static let given = Mutex<Set<Int>>([])

    /// Finds a free port of 127.0.0.1 that was not found before; another program may take it before it is used.
    package static func find() throws -> Int {
        while true {
            let port = try self.ask()
            if self.given.withLock({ $0.insert(port).inserted }) { return port }
        }
    }

    /// Asks the system, which may name a port again that nobody has taken yet.
    private static func ask() throws -> Int {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #endif
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard found else { throw POSIXError(.EADDRNOTAVAIL) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
