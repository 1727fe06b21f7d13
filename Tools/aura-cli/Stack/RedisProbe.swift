/// Asks whether a Redis answers.
enum RedisProbe {
    /// What stands at an address.
    enum Finding: Equatable {
        case answers
        /// A Redis that reads its data from disk first.
        case loading
        /// Something listens there that does not speak RESP.
        case somethingElse
        case nothing
    }

    /// Connects and sends PING; of a TLS server only that it accepts the connection is learned.
    static func look(at address: RedisAddress) -> Finding {
        guard let connection = TCPConnection(host: address.host, port: address.port) else { return .nothing }
        guard !address.usesTLS else { return .answers }
        guard connection.send([UInt8]("PING\r\n".utf8)) else { return .somethingElse }
        return Self.read(connection.receive(limit: 512) { $0.contains(UInt8(ascii: "\n")) })
    }

    /// Reads the reply to a PING; a server that asks for a password answers too.
    static func read(_ reply: [UInt8]) -> Finding {
        let text = String(decoding: reply, as: UTF8.self)
        if text.hasPrefix("+PONG") || text.hasPrefix("-NOAUTH") { return .answers }
        return text.hasPrefix("-LOADING") ? .loading : .somethingElse
    }
}
