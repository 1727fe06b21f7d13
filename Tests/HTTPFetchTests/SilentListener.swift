import Foundation
import Synchronization

/// A TCP port that is listened on and never answers, for what comes before HTTP.
final class SilentListener: Sendable {
    let port: Int
    private let socket: Int32
    private let fillers: Mutex<[Int32]>

    /// - Parameter isFull: whether the kernel, too, leaves new connections without an answer, because the queue of those not accepted is full.
    init(isFull: Bool = false) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        Self.withAddress(&address) { _ = bind(socket, $0, $1) }
        listen(socket, isFull ? 0 : 16)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            _ = getsockname(socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        self.socket = socket
        self.port = Int(UInt16(bigEndian: address.sin_port))
        var fillers: [Int32] = []
        if isFull {
            for _ in 0..<3 {
                let filler = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
                Self.withAddress(&address) { _ = connect(filler, $0, $1) }
                fillers.append(filler)
            }
        }
        self.fillers = Mutex(fillers)
    }

    deinit {
        close(self.socket)
        for filler in self.fillers.withLock({ $0 }) { close(filler) }
    }

    /// Accepts one connection, and reads from it until the peer has closed it.
    ///
    /// - Parameter whenTalking: called at the first bytes.
    /// - Returns: when the peer closed.
    func drainOneConnection(whenTalking: @escaping @Sendable () -> Void) async -> ContinuousClock.Instant {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "silent").async {
                let peer = accept(self.socket, nil, nil)
                var bytes = [UInt8](repeating: 0, count: 4096)
                var talked = false
                while recv(peer, &bytes, bytes.count, 0) > 0 {
                    if !talked { whenTalking() }
                    talked = true
                }
                let end = ContinuousClock.now
                close(peer)
                continuation.resume(returning: end)
            }
        }
    }

    /// How many connections to the port wait for the kernel's first answer (`/proc/net/tcp`: state 02, SYN_SENT).
    var connectionsUnderWay: Int {
        let file = FileHandle(forReadingAtPath: "/proc/self/net/tcp")
        let table = String(decoding: (try? file?.readToEnd()) ?? Data(), as: UTF8.self)
        let peer = "0100007F:" + String(format: "%04X", self.port)
        return table.split(separator: "\n").count { line in
            let columns = line.split(separator: " ")
            return columns.count > 3 && columns[2] == peer && columns[3] == "02"
        }
    }

    private static func withAddress(
        _ address: inout sockaddr_in,
        _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Void
    ) {
        withUnsafeBytes(of: &address) { bytes in
            body(bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
    }
}
