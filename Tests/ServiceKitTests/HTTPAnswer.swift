import Foundation
import NIOCore
import NIOPosix

/// What a server on this machine answered.
struct HTTPAnswer: Sendable {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: String

    /// Sends one request on a connection of its own and reads until the server closes it.
    static func get(_ path: String, port: Int, method: String = "GET") async throws -> HTTPAnswer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(string: "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            )
            var content = ByteBuffer()
            for try await part in inbound {
                content.writeImmutableBuffer(part)
            }
            return Self(String(buffer: content))
        }
    }

    private init(_ text: String) {
        let parts = text.components(separatedBy: "\r\n\r\n")
        let head = parts[0]
        let lines = head.components(separatedBy: "\r\n")
        self.status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        self.headers = [:]
        for line in lines.dropFirst() {
            let field = line.split(separator: ":", maxSplits: 1)
            self.headers[field[0].lowercased()] = field[1].trimmingCharacters(in: .whitespaces)
        }
        self.body = parts.dropFirst().joined(separator: "\r\n\r\n")
    }

    func json() throws -> NSDictionary {
        try JSONSerialization.jsonObject(with: Data(self.body.utf8)) as? NSDictionary ?? [:]
    }
}
