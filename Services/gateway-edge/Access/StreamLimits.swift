import HTTPTypes
import Messages
import Synchronization

/// Counts open streams of each user and tenant on this edge, and refuses the one too many.
final class StreamLimits: Sendable {
    private struct State {
        var users: [Caller: Int] = [:]
        var tenants: [TenantID: Int] = [:]
    }

    private let perUser: Int
    private let perTenant: Int
    private let state = Mutex(State())

    /// Zero sets no limit.
    init(perUser: Int, perTenant: Int) {
        self.perUser = perUser
        self.perTenant = perTenant
    }

    /// Takes a place, which ends with the returned value.
    func enter(_ caller: Caller) throws(EdgeError) -> Place {
        let isTaken = self.state.withLock { state in
            let user = state.users[caller, default: 0]
            let tenant = state.tenants[caller.tenant, default: 0]
            guard self.perUser == 0 || user < self.perUser, self.perTenant == 0 || tenant < self.perTenant else {
                return false
            }
            state.users[caller] = user + 1
            state.tenants[caller.tenant] = tenant + 1
            return true
        }
        guard isTaken else {
            throw EdgeError(.tooManyRequests, .tooManyRequests, .tooManyStreams, retryAfter: 5)
        }
        return Place(limits: self, caller: caller)
    }

    fileprivate func leave(_ caller: Caller) {
        self.state.withLock { state in
            let user = state.users[caller, default: 1] - 1
            let tenant = state.tenants[caller.tenant, default: 1] - 1
            state.users[caller] = user == 0 ? nil : user
            state.tenants[caller.tenant] = tenant == 0 ? nil : tenant
        }
    }

    /// One open stream's place; given back when the last reference goes.
    final class Place: Sendable {
        private let limits: StreamLimits
        private let caller: Caller

        fileprivate init(limits: StreamLimits, caller: Caller) {
            self.limits = limits
            self.caller = caller
        }

        deinit {
            self.limits.leave(self.caller)
        }
    }
}
