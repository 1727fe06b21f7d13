/// What a node of a cluster says instead of carrying a command out: elsewhere, or later. Nothing has happened then.
enum RedisRedirect: Hashable, Sendable {
    /// The slot is another node's from now on.
    case moved(RedisSlot, to: RedisNodeAddress)
    /// The key is already on the node that takes the slot over; what comes next may be still here.
    case ask(at: RedisNodeAddress)
    /// The cluster cannot say yet: a slot whose keys are on two nodes, a failover, a node that reads its data.
    case tryAgain

    /// Reads an error reply; nil where it is none of these.
    ///
    /// - Parameter host: where the reply came from.
    init?(_ error: RedisReplyError, from host: String) {
        let parts = error.message.split(separator: " ")
        switch error.prefix {
        case "MOVED":
            guard parts.count >= 3, let slot = Int(parts[1]).flatMap({ RedisSlot($0) }),
                let address = RedisNodeAddress(redirection: parts[2], from: host)
            else { return nil }
            self = .moved(slot, to: address)
        case "ASK":
            guard parts.count >= 3, let address = RedisNodeAddress(redirection: parts[2], from: host) else {
                return nil
            }
            self = .ask(at: address)
        case "TRYAGAIN", "CLUSTERDOWN", "LOADING", "MASTERDOWN":
            self = .tryAgain
        case "UNBLOCKED":
            // A blocking read whose stream has gone: to another node, or for good, which the next try tells.
            self = .tryAgain
        case "ERR" where error.message.contains("non local key"):
            // A script came upon a key that it makes up itself while that key's slot moves. Such scripts may be repeated.
            self = .tryAgain
        default:
            return nil
        }
    }
}
