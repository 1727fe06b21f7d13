/// How one learns that a process can do its work.
enum Readiness: Equatable {
    case http(host: String, port: Int, path: String)
    case redis(RedisAddress)

    /// Asks once; `nil` when ready, or else what it said.
    func objection() -> String? {
        switch self {
        case .http(let host, let port, let path):
            guard let answer = HTTPProbe.get(path, host: host, port: port) else {
                return "no answer at http://\(host):\(port)\(path)"
            }
            return answer.status == 200 ? nil : "http://\(host):\(port)\(path) says \(answer.status) \(answer.excerpt)"
        case .redis(let address):
            let finding = RedisProbe.look(at: address)
            return finding == .answers ? nil : "\(address.shown) does not answer PING (\(finding))"
        }
    }
}
