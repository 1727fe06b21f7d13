/// The process that tells, as collectors name it.
package struct Resource: Sendable, Equatable {
    /// OpenTelemetry attributes such as `service.name`; later ones win.
    package var attributes: [String: String]

    /// - Parameters:
    ///   - service: The service's name, the same for all its replicas.
    ///   - instance: This replica in this start.
    package init(service: String, instance: String, version: String, more: [String: String] = [:]) {
        self.attributes = more
        self.attributes["service.name"] = service
        self.attributes["service.instance.id"] = instance
        self.attributes["service.version"] = version
    }
}
