import Bus
import FoundationEssentials
import Hummingbird
import Messages

/// `GET /v1/models` and `/v1/models/{id}`: the models that are configured.
struct ModelRoutes<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    let catalogue: ModelCatalogue<Queue, Registry, Log, LeaseStore>

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.get("v1/models") { _, context in Response.json(List(data: try await self.models(context))) }
        // A model's name may have slashes in it.
        router.get("v1/models/**") { _, context in
            let path = "/" + context.parameters.getCatchAll().joined(separator: "/")
            let id = URLComponents(string: path)?.path.dropFirst() ?? ""
            guard let model = try await self.models(context).first(where: { $0.id == id }) else {
                throw OpenAIError.modelNotFound(.modelNotConfigured)
            }
            return Response.json(model)
        }
    }

    /// A model object (OpenAI API reference, models/object).
    private struct Model: Encodable, Sendable {
        var id: String
        var object = "model"
        /// Nobody tells when a model was made.
        var created = 0
        var owner: String

        enum CodingKeys: String, CodingKey {
            case id, object, created
            case owner = "owned_by"
        }
    }

    private struct List: Encodable, Sendable {
        var object = "list"
        var data: [Model]
    }

    private func models(_ context: EdgeRequestContext) async throws -> [Model] {
        let caller = try context.caller().caller
        do {
            let list = try await self.catalogue.list(for: caller, traceparent: context.traceparent)
            return list.models.map { Model(id: $0.id, owner: $0.provider) }
        } catch let failure as RunFailure {
            throw OpenAIError(failure)
        }
    }
}
