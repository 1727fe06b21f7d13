import Messages

extension ProviderSettings {
    /// Every model that requests may name and be served by its default, each once.
    var modelList: ModelList {
        var models = self.providers.map { ModelList.Model(id: $0.model, provider: $0.name) }
        if models.isEmpty { models = [Self.extractive] }
        if let endpoint = self.embedding?.endpoint {
            models.append(ModelList.Model(id: endpoint.model, provider: endpoint.name))
        }
        var seen: Set<String> = []
        return ModelList(models: models.filter { seen.insert($0.id).inserted })
    }

    /// The model that is asked first where a request names none.
    var defaultModel: String { self.providers.first?.model ?? Self.extractive.id }

    private static let extractive = ModelList.Model(id: "extractive", provider: "aura")
}
