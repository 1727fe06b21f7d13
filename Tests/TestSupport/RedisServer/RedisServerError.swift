/// Why a test got no server.
package enum RedisServerError: Error, CustomStringConvertible {
    case missing(command: String, package: String)
    case ended(log: String)
    case silent(log: String)
    case noCertificate(log: String)

    package var description: String {
        switch self {
        case .missing(let command, let package):
            "\(command) is not installed; on Debian: apt-get install \(package)"
        case .ended(let log): "redis-server ended at once:\n\(log)"
        case .silent(let log): "redis-server does not answer:\n\(log)"
        case .noCertificate(let log): "openssl made no certificate:\n\(log)"
        }
    }
}
