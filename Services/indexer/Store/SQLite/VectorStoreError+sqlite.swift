import GRDB

extension VectorStoreError {
    /// What a failure of SQLite means to users of the store. The statement's values are not quoted.
    init(_ error: any Error) {
        switch error {
        case let error as VectorStoreError:
            self = error
        case let error as DatabaseError:
            let message = "SQLite \(error.resultCode.rawValue): \(error.message ?? "no message")"
            switch error.resultCode {
            case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE: self.init(.refused, message)
            default: self.init(.unavailable, message)
            }
        default:
            self.init(.unavailable, "\(error)")
        }
    }
}
