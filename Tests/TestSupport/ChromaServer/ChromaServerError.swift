/// Why a test got no Chroma server.
package enum ChromaServerError: Error, CustomStringConvertible {
    case missing(file: String)
    case ended(log: String)
    case silent(log: String)

    package var description: String {
        switch self {
        case .missing(let file): "\(file) is not there; Tools/python/install.sh chroma installs it"
        case .ended(let log): "chroma ended at once:\n\(log)"
        case .silent(let log): "chroma takes no connections:\n\(log)"
        }
    }
}
