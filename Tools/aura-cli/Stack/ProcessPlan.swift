import Foundation

/// All that starting one process takes.
struct ProcessPlan: Equatable {
    /// Where a process stands when all are stopped: services first, so that they can still drain.
    enum Layer: Equatable {
        case infrastructure
        case service
    }

    /// Its name, in messages and of its log.
    var name: String
    var executable: URL
    var arguments: [String] = []
    var environment: [String: String] = [:]
    /// All that must hold before it counts as ready.
    var readiness: [Readiness]
    var layer: Layer = .service
}
