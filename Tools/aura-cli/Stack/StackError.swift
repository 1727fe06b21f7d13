/// Why the stack cannot start or go on, in words for the operator.
enum StackError: Error, Equatable, CustomStringConvertible {
    case alreadyRunning(pid: Int32)
    case cannotStart(name: String, reason: String)
    case cannotWrite(path: String)
    case ended(name: String, how: String, logTail: String)
    case invalidPort(String)
    case invalidRedisURL
    case modelMissing(path: String)
    case notReady([String])
    case portInUse(port: Int, option: String)
    case redisUnreachable(String)
    case secretMissing
    case secretNotKept
    case secretTooShort(Int)

    var description: String {
        switch self {
        case .alreadyRunning(let pid):
            "already running, as process \(pid); ./aura down stops it"
        case .cannotStart(let name, let reason):
            "cannot start \(name): \(reason)"
        case .cannotWrite(let path):
            "cannot write \(path)"
        case .ended(let name, let how, let logTail):
            "\(name) ended (\(how)); the last lines of its log:\n\(logTail)"
        case .invalidPort(let text):
            "\(text) is not a port"
        case .invalidRedisURL:
            "REDIS_URL must look like redis://user:password@host:port/database, or the same with rediss"
        case .modelMissing(let path):
            "there is no local model at \(path); ./aura up --local-model installs it"
        case .notReady(let reports):
            "not ready in time:\n\(reports.joined(separator: "\n"))"
        case .portInUse(let port, let option):
            "port \(port) is in use; \(option) takes another"
        case .redisUnreachable(let address):
            "no Redis answers at \(address), and only one on this machine, without TLS, is started for you"
        case .secretMissing:
            "AURA_ENV is production, so JWT_SECRET must be set"
        case .secretNotKept:
            "JWT_SECRET is not set, and this machine has no development secret"
        case .secretTooShort(let minimum):
            "JWT_SECRET must have at least \(minimum) bytes"
        }
    }
}
