import Foundation
import Glibc

/// A client that asks for a stream and then does not read it.
struct DeafClient {
    private let descriptor: Int32

    init(port: Int, token: String) throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var small: Int32 = 4096
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVBUF, &small, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let descriptor = self.descriptor
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw StackError(description: "the deaf client cannot connect") }
        let body = #"{"message":"long"}"#
        let request = [
            "POST /chat/stream HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(token)", "X-Tenant-ID: 1",
            "Content-Length: \(body.utf8.count)", "", body,
        ].joined(separator: "\r\n")
        guard send(self.descriptor, request, request.utf8.count, 0) == request.utf8.count else {
            throw StackError(description: "the deaf client cannot send")
        }
    }

    /// Reads no more than the answer's head, and gives the run's id from it.
    func readRunID() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = recv(self.descriptor, &bytes, bytes.count, 0)
        let head = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let line = head.split(separator: "\r\n").first { $0.hasPrefix("X-Run-ID: ") }
        guard let line else { throw StackError(description: "no run id in: \(head)") }
        return String(line.dropFirst("X-Run-ID: ".count))
    }

    func close() {
        _ = Glibc.close(self.descriptor)
    }
}
