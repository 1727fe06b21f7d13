import ServiceKit
import ServiceLifecycle

/// Joins the parts of the tasks process.
@Sendable
func buildServices(_ environment: ServiceEnvironment) async throws -> [any Service] {
    []
}
