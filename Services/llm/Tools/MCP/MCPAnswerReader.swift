import Messages

/// Reads the messages of an MCP server until the answer to one request comes.
struct MCPAnswerReader {
    enum Reading: Equatable {
        case result(JSONValue)
        /// A request of the server's own, and what to answer.
        case request(reply: JSONValue)
        /// Nothing that matters here.
        case other
    }

    /// The request whose answer is waited for.
    let id: Int

    /// - Throws: ``MCPFailure`` for an answer that tells of an error, and for what is no message.
    func read(_ bytes: [UInt8]) throws(MCPFailure) -> Reading {
        guard let message = JSONValue.read(bytes), message["jsonrpc"] == "2.0" else {
            throw MCPFailure(code: .broken, message: "the server sent what is no JSON-RPC message")
        }
        if let method = message["method"]?.string {
            guard let id = message["id"] else { return .other }
            return .request(reply: Self.reply(to: method, id))
        }
        if let error = message["error"], message["id"]?.integer == self.id || message["id"] == nil {
            throw Self.failure(error)
        }
        guard message["id"]?.integer == self.id, let result = message["result"] else { return .other }
        return .result(result)
    }

    static func failure(_ error: JSONValue) -> MCPFailure {
        let code = error["code"]?.integer.map { " \($0)" } ?? ""
        let said = error["message"]?.string?.prefix { !$0.isNewline }.prefix(300) ?? ""
        return MCPFailure(code: .refused, message: "the server refused\(code): \(said)")
    }

    /// The client offers nothing that a server could ask for but to say that it lives.
    private static func reply(to method: String, _ id: JSONValue) -> JSONValue {
        guard method != "ping" else { return ["jsonrpc": "2.0", "id": id, "result": [:]] }
        return ["jsonrpc": "2.0", "id": id, "error": ["code": -32601, "message": "Method not found"]]
    }
}
