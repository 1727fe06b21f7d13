import Bus

extension BusError {
    /// What a failure of the client means to users of the bus.
    init(_ error: RedisError) {
        switch error.code {
        case .unavailable, .overloaded, .authenticationFailed, .invalidConfiguration, .shutDown, .notShareable:
            self.init(.unavailable, error.message)
        case .otherGeneration:
            self.init(.sessionChanged, error.message)
        case .connectionLost, .timedOut:
            self.init(.connectionLost, error.message)
        case .protocolViolation, .reply:
            self.init(.malformedReply, error.message)
        }
    }

    /// What an error reply means to users of the bus.
    init(_ error: RedisReplyError) {
        switch error.prefix {
        case "OOM": self.init(.full, error.message)
        case "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "MISCONF", "BUSY":
            self.init(.unavailable, "\(error.prefix) \(error.message)")
        default: self.init(.malformedReply, "\(error.prefix) \(error.message)")
        }
    }
}
