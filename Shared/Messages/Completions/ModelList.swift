/// The payload of the models that a worker is configured with.
package struct ModelList: EventPayload {
    package struct Model: Codable, Sendable, Equatable {
        /// As requests name it.
        package var id: String
        /// The name of the provider that serves it.
        package var provider: String

        package init(id: String, provider: String) {
            self.id = id
            self.provider = provider
        }
    }

    /// In the order in which they are asked, each once; the one that embeds comes last.
    package var models: [Model]

    package init(models: [Model]) {
        self.models = models
    }
}
