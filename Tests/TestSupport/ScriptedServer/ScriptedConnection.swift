import Glibc
package import NIOCore
import Synchronization

/// The server's end of one connection, on which a script writes raw bytes.
///
/// Writes fail with an `IOError` or a `ChannelError` once the peer is gone.
package final class ScriptedConnection: Sendable {
    /// Which connection of the server this is, counted from 1.
    package let number: Int
    private let channel: any Channel
    private let closed = Mutex<ContinuousClock.Instant?>(nil)

    package init(number: Int, channel: any Channel) {
        self.number = number
        self.channel = channel
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.closed.withLock { $0 = .now }
        }
    }

    /// When the connection was seen to be closed, by whichever side; nil while it is open.
    package var closedAt: ContinuousClock.Instant? {
        self.closed.withLock { $0 }
    }

    /// Writes bytes and returns when the kernel has taken them; what is written alone leaves as its own TCP segment.
    package func write(_ bytes: [UInt8]) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    package func write(_ text: String) async throws {
        try await self.write(Array(text.utf8))
    }

    /// Writes each byte as a segment of its own.
    package func writeOneBytePerSegment(_ bytes: [UInt8]) async throws {
        for byte in bytes { try await self.write([byte]) }
    }

    /// Writes one chunk of a body in chunked transfer coding (RFC 9112, section 7.1); none for empty bytes.
    package func writeChunk(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await self.write(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    package func writeChunk(_ text: String) async throws {
        try await self.writeChunk(Array(text.utf8))
    }

    /// Ends a body in chunked transfer coding.
    package func writeLastChunk() async throws {
        try await self.write("0\r\n\r\n")
    }

    /// Writes a response's head as given, a blank line after it.
    package func writeHead(_ status: String = "200 OK", _ headers: [String] = []) async throws {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["", ""]
        try await self.write(lines.joined(separator: "\r\n"))
    }

    /// Writes a whole response with its content length.
    package func respond(_ status: String = "200 OK", _ headers: [String] = [], body: String = "") async throws {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)", "", body]
        try await self.write(lines.joined(separator: "\r\n"))
    }

    /// Closes the connection after what was written.
    package func close() async throws {
        try await self.channel.close()
    }

    /// Cuts the connection, so that the peer gets a TCP reset.
    package func reset() async throws {
        if let socket = self.channel as? any SocketOptionProvider {
            try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await self.channel.close()
    }

    /// Waits until the connection is closed, by whichever side.
    ///
    /// - Returns: when it was seen to be closed.
    @discardableResult
    package func waitForClose() async -> ContinuousClock.Instant {
        try? await self.channel.closeFuture.get()
        return self.closedAt ?? .now
    }

    /// Closes the connection without waiting; the server calls it at its end.
    package func abandon() {
        self.channel.close(promise: nil)
    }
}
