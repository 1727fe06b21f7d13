import Foundation

/// Asks a Redis on a Unix socket whether it serves, without any client.
enum UnixSocketProbe {
    /// Returns the answer's beginning, or nil if there is none at once.
    static func ask(_ path: String) -> String? {
        guard let descriptor = self.open(path, patience: timeval(tv_sec: 0, tv_usec: 200_000)) else { return nil }
        defer { close(descriptor) }
        guard send(descriptor, "PING\r\n", 6, 0) == 6 else { return nil }
        var answer = [UInt8](repeating: 0, count: 64)
        let count = recv(descriptor, &answer, answer.count, 0)
        return count > 0 ? String(decoding: answer.prefix(count), as: UTF8.self) : nil
    }

    /// Sends one command of words without spaces, and returns the text or number of the reply; nil without a whole one.
    static func command(_ words: [String], _ path: String) -> String? {
        guard let descriptor = self.open(path, patience: timeval(tv_sec: 10, tv_usec: 0)) else { return nil }
        defer { close(descriptor) }
        let line = Array((words.joined(separator: " ") + "\r\n").utf8)
        guard send(descriptor, line, line.count, 0) == line.count else { return nil }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            answer += piece.prefix(count)
            guard let end = answer.firstRange(of: Array("\r\n".utf8)) else { continue }
            let head = String(decoding: answer[1..<end.lowerBound], as: UTF8.self)
            guard answer[0] == UInt8(ascii: "$"), let length = Int(head), length >= 0 else { return head }
            guard answer.count >= end.upperBound + length + 2 else { continue }
            return String(decoding: answer[end.upperBound..<end.upperBound + length], as: UTF8.self)
        }
    }

    private static func open(_ path: String, patience: timeval) -> Int32? {
        #if canImport(Darwin)
            let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #endif
        guard descriptor >= 0 else { return nil }
        var patience = patience
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
            let bytes = Array(path.utf8) + [0]
            guard bytes.count <= target.count else { return false }
            target.copyBytes(from: bytes)
            return true
        }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard fits, connected == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
